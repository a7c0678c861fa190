using System.Text;

namespace Streams.Companies.Tests;

/// <summary>The variants of CSV files.</summary>
public class CsvFormatTests
{
    private const string Text = "Name,City\nMüller & Søn,Köln\n株式会社,東京\n";

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task A_byte_order_mark_is_recognised(string encoding)
    {
        using var file = SourceFile.Csv(Text, Encoding.GetEncoding(encoding));
        Assert.NotEqual((byte)'N', (await File.ReadAllBytesAsync(file.Path))[0]);
        Assert.Equal([("Müller & Søn", "Köln"), ("株式会社", "東京")], await NamesAndPlacesAsync(file));
    }

    [Fact]
    public async Task Utf_8_needs_no_byte_order_mark()
    {
        using var file = SourceFile.Csv(Text);
        Assert.Equal([("Müller & Søn", "Köln"), ("株式会社", "東京")], await NamesAndPlacesAsync(file));
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public async Task The_separator_is_detected_from_the_header(char separator)
    {
        using var file = SourceFile.Csv("Name|City|Description\nAcme|Leeds|One, two; three\n".Replace("One, two; three", "\"One, two; three\"").Replace('|', separator));
        var company = Assert.Single((await file.ReadAsync()).Companies);
        Assert.Equal(("Acme", "Leeds", "One, two; three"), (company.Name, company.Locations[0], company.Description));
    }

    [Fact]
    public async Task A_quoted_separator_in_the_header_is_ignored()
    {
        using var file = SourceFile.Csv("Name;\"Size, in people, at year's end, rounded\";City\nAcme;1;Leeds\n");
        Assert.Equal([("Acme", "Leeds")], await NamesAndPlacesAsync(file));
    }

    [Fact]
    public async Task Quotes_can_contain_commas_line_breaks_and_quotes()
    {
        using var file = SourceFile.Csv("Name,City,Description\r\n\"Acme, Inc.\",\"Saint Paul, Minnesota\",\"Makes \"\"anvils\"\"\r\nand rockets.\"\r\nBolt,Leeds,\r\n");
        var (companies, skipped) = await file.ReadAsync();
        Assert.Equal(
            ["1|Acme, Inc.||Saint Paul, Minnesota||||Makes \"anvils\" and rockets.|", "2|Bolt||Leeds|||||"],
            companies.Select(Describe.Company));
        Assert.Equal(0, skipped);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Any_line_ending_is_accepted_and_the_last_one_is_optional(string end)
    {
        using var file = SourceFile.Csv(string.Join(end, "Name,City", "Acme,Leeds", "Bolt,York"));
        Assert.Equal([("Acme", "Leeds"), ("Bolt", "York")], await NamesAndPlacesAsync(file));
    }

    [Fact]
    public async Task Blank_lines_are_not_rows()
    {
        using var file = SourceFile.Csv("\n\nName,City\n\nAcme,Leeds\n\n\nBolt,York\n\n");
        var (companies, skipped) = await file.ReadAsync();
        Assert.Equal([1L, 2L], companies.Select(company => company.Row));
        Assert.Equal(0, skipped);
    }

    [Fact]
    public async Task Rows_without_a_name_are_skipped_and_counted()
    {
        using var file = SourceFile.Csv("Name,City\nAcme,Leeds\n,York\n\"  \",Hull\nBolt,Ely\n,\n");
        var (companies, skipped) = await file.ReadAsync();
        Assert.Equal([(1L, "Acme"), (4L, "Bolt")], companies.Select(company => (company.Row, company.Name)));
        Assert.Equal(3, skipped);
    }

    [Fact]
    public async Task Rows_with_missing_or_extra_cells_are_read()
    {
        using var file = SourceFile.Csv("Name,City\nAcme\nBolt,Leeds,and,more\n");
        Assert.Equal(["1|Acme|||||||", "2|Bolt||Leeds|||||"], (await file.ReadAsync()).Companies.Select(Describe.Company));
    }

    [Fact]
    public async Task Every_page_except_the_last_is_full_and_has_its_last_row()
    {
        using var file = SourceFile.Csv("Name\nA\n\"\"\nB\nC\nD\n");
        var pages = await file.PagesAsync(pageSize: 2);
        Assert.Equal([(2, 1, 1), (4, 2, 0), (5, 1, 0)], pages.Select(page => ((int)page.LastRow, page.Companies.Count, page.Skipped)));
    }

    private static async Task<(string Name, string Place)[]> NamesAndPlacesAsync(SourceFile file) =>
        [.. (await file.ReadAsync()).Companies.Select(company => (company.Name, company.Locations[0]))];
}
