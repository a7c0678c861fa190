using Streams.Grains.Companies;

namespace Streams.Companies.Tests;

/// <summary>Formats companies as text to compare them: records with lists are equal only if the lists are the same object.</summary>
internal static class Describe
{
    public static string Company(Company company) =>
        $"{company.Row}|{company.Name}|{string.Join('^', company.Industries)}|{string.Join('^', company.Locations)}|{company.Founded}|{company.Employees}|"
        + $"{company.Website}|{company.Description}|{company.RegistryNumber}";
}
