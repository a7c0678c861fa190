namespace Streams.Grains.Companies;

/// <summary>placeholder</summary>
public static class CompanyKey
{
    /// <summary>placeholder</summary>
    public static string OfName(string name) => "name:" + name.ToLowerInvariant();
    /// <summary>x</summary>
    public static string Of(Company company) => company.RegistryNumber ?? OfName(company.Name);
}
