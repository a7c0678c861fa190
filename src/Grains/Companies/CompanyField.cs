namespace Streams.Grains.Companies;

/// <summary>What a column of a source can tell.</summary>
internal enum CompanyField
{
    Name,
    Industry,

    /// <summary>Industries, several in one cell, with commas between them. In a column of one industry a comma belongs to its name.</summary>
    Categories,
    Location,
    Founded,
    Employees,
    Website,
    Description,
    RegistryNumber,
}
