using Streams.Grains.Companies;

namespace Streams.Companies.Tests;

/// <summary>Companies as texts, to compare them by: records with lists in them are equal only where the lists are the same object.</summary>
internal static class Describe
{
    public static string Company(Company company) =>
        $"{company.Row}|{company.Name}|{string.Join('^', company.Industries)}|{string.Join('^', company.Locations)}|{company.Founded}|{company.Employees}|"
        + $"{company.Website}|{company.Description}|{company.RegistryNumber}";
}
