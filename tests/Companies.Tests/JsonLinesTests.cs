using System.Text;
using Streams.Grains.Companies;

namespace Streams.Companies.Tests;

/// <summary>Companies in JSON Lines: one object per line.</summary>
public class JsonLinesTests
{
    [Fact]
    public async Task Fields_have_the_names_of_columns_and_contain_text_numbers_or_lists()
    {
        using var file = SourceFile.JsonLines(
            """{"country":"UK","company_name":"Acme","employees":1200,"founded":"1920","categories":["Cloud","B2B"],"CIK":320193,"website":"acme.example","about":"Makes anvils."}""");
        Assert.Equal("1|Acme|Cloud^B2B|UK|1920|1200|acme.example|Makes anvils.|320193", Describe.Company(Assert.Single((await file.ReadAsync()).Companies)));
    }

    [Fact]
    public async Task Values_without_text_are_ignored()
    {
        using var file = SourceFile.JsonLines("""{"name":"Acme","industry":null,"location":{"city":"Leeds"},"tags":["Cloud",null,{"a":1},["B2B",7]],"employees":true,"founded":[]}""");
        Assert.Equal("1|Acme|Cloud^B2B^7||||||", Describe.Company(Assert.Single((await file.ReadAsync()).Companies)));
    }

    [Fact]
    public async Task A_comma_is_part_of_an_industry_but_separates_tags()
    {
        using var file = SourceFile.JsonLines("""{"name":"Acme","industry":["Hotels, Resorts","Travel"],"tags":"Cloud, B2B"}""");
        Assert.Equal(["Hotels, Resorts", "Travel", "Cloud", "B2B"], Assert.Single((await file.ReadAsync()).Companies).Industries);
    }

    [Fact]
    public async Task Broken_lines_are_skipped_and_counted()
    {
        string[] broken = ["{\"name\":\"Cut", "no json", "[1,2]", "\"Acme\"", "42", "null", "{}", "{\"name\":\"\"}", "{\"name\":null}", "{\"name\":\"\\ud800\"}", "{\"\\ud800\":1}"];
        using var file = SourceFile.JsonLines(string.Join('\n', ["{\"name\":\"First\"}", .. broken, "{\"name\":\"Last\"}"]));
        var (companies, skipped) = await file.ReadAsync();
        Assert.Equal([(1L, "First"), (broken.Length + 2L, "Last")], companies.Select(company => (company.Row, company.Name)));
        Assert.Equal(broken.Length, skipped);
    }

    [Fact]
    public async Task Blank_lines_are_not_rows()
    {
        using var file = SourceFile.JsonLines("\n{\"name\":\"A\"}\r\n\r\n   \n{\"name\":\"B\"}\n\n");
        var (companies, skipped) = await file.ReadAsync();
        Assert.Equal([(1L, "A"), (2L, "B")], companies.Select(company => (company.Row, company.Name)));
        Assert.Equal(0, skipped);
    }

    [Fact]
    public async Task A_byte_order_mark_is_recognised()
    {
        using var file = SourceFile.JsonLines("\ufeff{\"name\":\"Søn\"}\n");
        Assert.Equal("Søn", Assert.Single((await file.ReadAsync()).Companies).Name);
    }

    [Fact]
    public async Task Long_lines_are_read_but_lines_over_the_limit_are_skipped_and_counted()
    {
        var lines = new StringBuilder()
            .Append("{\"name\":\"Long\",\"x\":\"").Append('x', 300_000).Append("\"}\n")
            .Append("{\"name\":\"Too long\",\"x\":\"").Append('x', 1_100_000).Append("\"}\n")
            .Append("{\"name\":\"Short\"}\n")
            .Append("{\"name\":\"Too long at the end\",\"x\":\"").Append('x', 1_100_000).Append("\"}");
        using var file = SourceFile.JsonLines(lines.ToString());
        var (companies, skipped) = await file.ReadAsync();
        Assert.Equal([(1L, "Long"), (3L, "Short")], companies.Select(company => (company.Row, company.Name)));
        Assert.Equal(2, skipped);
    }

    [Theory]
    [InlineData("companies.jsonl")]
    [InlineData("companies.NDJSON")]
    [InlineData("companies.json")]
    public async Task The_extension_of_a_file_determines_its_format(string name)
    {
        using var file = SourceFile.JsonLines("{\"name\":\"A\"}\n");
        var path = Path.Combine(Path.GetDirectoryName(file.Path)!, name);
        if (path != file.Path)
            File.Copy(file.Path, path);
        var source = CompanySources.Open(path);
        Assert.Equal(name, source.Name);
        await foreach (var page in source.ReadAsync(0, 10, TestContext.Current.CancellationToken))
            Assert.Equal("A", Assert.Single(page.Companies).Name);
    }
}
