using System.Text;

namespace Streams.Companies.Tests;

/// <summary>The forms that CSV files come in.</summary>
public class CsvFormatTests
{
    private const string Text = "Name,City\nMüller & Søn,Köln\n株式会社,東京\n";

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task A_byte_order_mark_is_understood(string encoding)
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
    public async Task The_separator_is_seen_from_the_header(char separator)
    {
        using var file = SourceFile.Csv("Name|City|Description\nAcme|Leeds|One, two; three\n".Replace("One, two; three", "\"One, two; three\"").Replace('|', separator));
        var company = Assert.Single((await file.ReadAsync()).Companies);
        Assert.Equal(("Acme", "Leeds", "One, two; three"), (company.Name, company.Locations[0], company.Description));
    }

    [Fact]
    public async Task A_separator_inside_quotes_of_the_header_does_not_count()
    {
        using var file = SourceFile.Csv("Name;\"Size, in people, at year's end, rounded\";City\nAcme;1;Leeds\n");
        Assert.Equal([("Acme", "Leeds")], await NamesAndPlacesAsync(file));
    }

    [Fact]
    public async Task Quotes_hold_commas_line_breaks_and_quotes()
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
    public async Task Lines_end_in_any_way_and_the_last_one_need_not(string end)
    {
        using var file = SourceFile.Csv(string.Join(end, "Name,City", "Acme,Leeds", "Bolt,York"));
        Assert.Equal([("Acme", "Leeds"), ("Bolt", "York")], await NamesAndPlacesAsync(file));
    }

    [Fact]
    public async Task Blank_lines_are_no_rows()
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
    public async Task Short_rows_and_long_ones_are_read_as_far_as_they_go()
    {
        using var file = SourceFile.Csv("Name,City\nAcme\nBolt,Leeds,and,more\n");
        Assert.Equal(["1|Acme|||||||", "2|Bolt||Leeds|||||"], (await file.ReadAsync()).Companies.Select(Describe.Company));
    }

    [Fact]
    public async Task Pages_are_full_but_for_the_last_and_tell_where_they_end()
    {
        using var file = SourceFile.Csv("Name\nA\n\"\"\nB\nC\nD\n");
        var pages = await file.PagesAsync(pageSize: 2);
        Assert.Equal([(2, 1, 1), (4, 2, 0), (5, 1, 0)], pages.Select(page => ((int)page.LastRow, page.Companies.Count, page.Skipped)));
    }

    private static async Task<(string Name, string Place)[]> NamesAndPlacesAsync(SourceFile file) =>
        [.. (await file.ReadAsync()).Companies.Select(company => (company.Name, company.Locations[0]))];
}
