namespace Streams.Companies.Tests;

/// <summary>Recognition of columns by their usual names.</summary>
public class ColumnTests
{
    [Theory]
    [InlineData("Name")]
    [InlineData("Company")]
    [InlineData("Security")]
    [InlineData("Company Name")]
    [InlineData("company_name")]
    [InlineData("COMPANY-NAME")]
    [InlineData("  Organization  ")]
    public async Task A_name_column_can_have_many_names(string column)
    {
        using var file = SourceFile.Csv($"Note,{column}\nx,Acme\n");
        Assert.Equal("Acme", Assert.Single((await file.ReadAsync()).Companies).Name);
    }

    [Theory]
    [InlineData("Industry")]
    [InlineData("Sector")]
    [InlineData("GICS Sector")]
    [InlineData("GICS Sub-Industry")]
    [InlineData("Categories")]
    [InlineData("industry_group")]
    public async Task An_industry_column_can_have_many_names(string column) =>
        Assert.Equal(["Software"], (await SourceFile.OneAsync(column, "Software")).Industries);

    [Theory]
    [InlineData("Location")]
    [InlineData("Country")]
    [InlineData("City")]
    [InlineData("Headquarters Location")]
    [InlineData("Headquarters (City)")]
    [InlineData("HQ")]
    public async Task A_location_column_can_have_many_names(string column) =>
        Assert.Equal(["Leeds, England"], (await SourceFile.OneAsync(column, "Leeds, England")).Locations);

    [Theory]
    [InlineData("Founded")]
    [InlineData("Year Founded")]
    [InlineData("year_founded")]
    [InlineData("Incorporation Date")]
    public async Task A_founding_year_column_can_have_many_names(string column) =>
        Assert.Equal(1999, (await SourceFile.OneAsync(column, "1999")).Founded);

    [Theory]
    [InlineData("Employees")]
    [InlineData("Number of Employees")]
    [InlineData("Full-time employees")]
    [InlineData("Company Size")]
    public async Task An_employee_column_can_have_many_names(string column) =>
        Assert.Equal(42, (await SourceFile.OneAsync(column, "42")).Employees);

    [Theory]
    [InlineData("Website")]
    [InlineData("Domain")]
    [InlineData("Homepage URL")]
    public async Task A_web_site_column_can_have_many_names(string column) =>
        Assert.Equal("acme.example", (await SourceFile.OneAsync(column, "acme.example")).Website);

    [Theory]
    [InlineData("Description")]
    [InlineData("About")]
    public async Task A_description_column_can_have_many_names(string column) =>
        Assert.Equal("Makes anvils.", (await SourceFile.OneAsync(column, "Makes anvils.")).Description);

    [Theory]
    [InlineData("CIK")]
    [InlineData("Company Number")]
    [InlineData("LEI")]
    public async Task A_registry_number_column_can_have_many_names(string column) =>
        Assert.Equal("00042", (await SourceFile.OneAsync(column, "00042")).RegistryNumber);

    [Theory]
    [InlineData("Name,Industry,Country,Founded,Employees,Website,Description,CIK")]
    [InlineData("CIK,Description,Website,Employees,Founded,Country,Industry,Name")]
    [InlineData("employees,CIK,nAmE,DESCRIPTION,founded,industry,WEBSITE,country")]
    public async Task Columns_may_be_in_any_order_and_case(string header)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Name"] = "Acme", ["Industry"] = "Anvils", ["Country"] = "Spain", ["Founded"] = "1920",
            ["Employees"] = "7", ["Website"] = "acme.example", ["Description"] = "Falls well.", ["CIK"] = "12",
        };
        using var file = SourceFile.Csv($"{header}\n{string.Join(',', header.Split(',').Select(column => values[column]))}\n");
        Assert.Equal("1|Acme|Anvils|Spain|1920|7|acme.example|Falls well.|12", Describe.Company(Assert.Single((await file.ReadAsync()).Companies)));
    }

    [Fact]
    public async Task Industries_are_broadest_first_and_places_nearest_first_in_any_column_order()
    {
        using var file = SourceFile.Csv("Country,GICS Sub-Industry,City,Categories,Name,GICS Sector\nUK,Application Software,Leeds,\"Cloud, B2B\",Acme,Technology\n");
        var company = Assert.Single((await file.ReadAsync()).Companies);
        Assert.Equal(["Technology", "Application Software", "Cloud", "B2B"], company.Industries);
        Assert.Equal(["Leeds", "UK"], company.Locations);
    }

    [Fact]
    public async Task Of_two_name_columns_the_full_name_is_preferred_if_not_empty()
    {
        using var file = SourceFile.Csv("Name,Company Name\nAcme,Acme Anvils Ltd\nBolt,\n");
        Assert.Equal(["Acme Anvils Ltd", "Bolt"], (await file.ReadAsync()).Companies.Select(company => company.Name));
    }

    [Fact]
    public async Task Columns_with_unknown_names_are_ignored()
    {
        using var file = SourceFile.Csv("Name,Symbol,Industry Rank,Employees Last Year,\nAcme,ACM,3,5,x\n");
        Assert.Equal("1|Acme|||||||", Describe.Company(Assert.Single((await file.ReadAsync()).Companies)));
    }
}
