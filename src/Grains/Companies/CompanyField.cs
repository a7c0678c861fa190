namespace Streams.Grains.Companies;

/// <summary>A field that a column of a source can contain.</summary>
internal enum CompanyField
{
    Name,
    Industry,

    /// <summary>Several industries in one cell, separated by commas. In <see cref="Industry"/>, a comma is part of the name.</summary>
    Categories,
    Location,
    Founded,
    Employees,
    Website,
    Description,
    RegistryNumber,
}
