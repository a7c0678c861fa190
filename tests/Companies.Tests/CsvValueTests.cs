namespace Streams.Companies.Tests;

/// <summary>How the values of cells are parsed.</summary>
public class CsvValueTests
{
    [Theory]
    [InlineData("1902", 1902)]
    [InlineData("2013 (1888)", 2013)]
    [InlineData("1975/1977 (1997)", 1975)]
    [InlineData("2019 (L3 1997, Harris 1895)", 2019)]
    [InlineData("2004-03-17", 2004)]
    [InlineData("17/03/2004", 2004)]
    [InlineData("c. 1784", 1784)]
    [InlineData("1902.0", 1902)]
    [InlineData("12345", null)]
    [InlineData("2100", null)]
    [InlineData("long ago", null)]
    [InlineData("", null)]
    public async Task A_year_is_the_first_one_in_the_text(string text, int? year) => Assert.Equal(year, (await SourceFile.OneAsync("Founded", text)).Founded);

    [Theory]
    [InlineData("42", 42)]
    [InlineData("1,234", 1_234)]
    [InlineData("1.234", 1_234)]
    [InlineData("1'234", 1_234)]
    [InlineData("12 345", 12_345)]
    [InlineData("1,234,567", 1_234_567)]
    [InlineData("51-200", 51)]
    [InlineData("5,001-10,000", 5_001)]
    [InlineData("51 – 200 employees", 51)]
    [InlineData("10000+", 10_000)]
    [InlineData("1.5k", 1_500)]
    [InlineData("1,5 K", 1_500)]
    [InlineData("2M", 2_000_000)]
    [InlineData("~ 300 people", 300)]
    [InlineData("1200 km from here", 1_200)]
    [InlineData("500FTE", 500)]
    [InlineData("1234.0", 1_234)]
    [InlineData("1,234.56", 1_234)]
    [InlineData("0", 0)]
    [InlineData("99999999999", null)]
    [InlineData("9999M", null)]
    [InlineData("unknown", null)]
    [InlineData("", null)]
    public async Task A_number_of_employees_is_the_first_one_in_the_text(string text, int? employees) =>
        Assert.Equal(employees, (await SourceFile.OneAsync("Employees", text)).Employees);

    [Fact]
    public async Task One_cell_can_contain_several_categories()
    {
        Assert.Equal(["Payments", "B2B", "Cloud", "AI"], (await SourceFile.OneAsync("Categories", "Payments, B2B;Cloud | AI,")).Industries);
        Assert.Equal(["Hotels, Resorts & Cruise Lines", "Travel"], (await SourceFile.OneAsync("Industry", "Hotels, Resorts & Cruise Lines; Travel")).Industries);
    }

    [Fact]
    public async Task A_list_has_at_most_ten_entries_and_no_duplicates()
    {
        Assert.Equal(["Cloud", "B2B"], (await SourceFile.OneAsync("Tags", "Cloud, cloud, B2B, CLOUD")).Industries);
        Assert.Equal(10, (await SourceFile.OneAsync("Tags", string.Join(',', Enumerable.Range(0, 40)))).Industries.Count);
    }

    [Fact]
    public async Task White_space_and_control_characters_become_single_spaces() =>
        Assert.Equal("Makes anvils and rockets.", (await SourceFile.OneAsync("Description", "  Makes\u00a0\t anvils\r\n\0and \u0007 rockets.\n ")).Description);

    [Fact]
    public async Task A_long_value_is_cut_but_never_inside_a_surrogate_pair()
    {
        var text = "x" + string.Concat(Enumerable.Repeat("😀", 3_000));
        using var file = SourceFile.Csv($"Name,Industry,Description\n{text},{text},{text}\n");
        var company = Assert.Single((await file.ReadAsync()).Companies);
        Assert.Equal(text[..199], company.Name);
        Assert.Equal([text[..199]], company.Industries);
        Assert.Equal(text[..3_999], company.Description);
    }
}
