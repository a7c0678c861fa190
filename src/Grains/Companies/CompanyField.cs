namespace Streams.Grains.Companies;

/// <summary>What a column of a source can tell.</summary>
internal enum CompanyField
{
    Name,
    Industry,
    Location,
    Founded,
    Employees,
    Website,
    Description,
    RegistryNumber,
}
