using Streams.Grains.Companies;

namespace Streams.Companies.Tests;

/// <summary>The error of an unreadable source is a sentence for users, without a path.</summary>
public class SourceProblemTests
{
    [Fact]
    public async Task The_error_for_a_file_without_a_name_column_lists_its_columns_and_the_expected_names()
    {
        using var file = SourceFile.Csv("Symbol,City\nACM,Leeds\n");
        Assert.Equal(
            "'companies.csv' has no column of names. Its columns are 'Symbol', 'City'; one of them must be called Name, Company, Company Name, Organization or Security.",
            await file.ProblemAsync());
    }

    [Fact]
    public async Task Long_and_numerous_column_names_are_truncated_in_the_error()
    {
        using var file = SourceFile.Csv($"{new string('x', 1_000)},{string.Join(',', Enumerable.Range(1, 500).Select(i => $"c{i}"))}\n");
        Assert.InRange((await file.ProblemAsync()).Length, 100, 500);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n\n")]
    public async Task An_empty_file_is_reported_as_empty(string text)
    {
        using var csv = SourceFile.Csv(text);
        using var lines = SourceFile.JsonLines(text);
        Assert.Equal("'companies.csv' is empty.", await csv.ProblemAsync());
        Assert.Equal("'companies.jsonl' is empty.", await lines.ProblemAsync());
    }

    [Fact]
    public async Task A_file_with_only_a_header_is_valid()
    {
        using var file = SourceFile.Csv("Name,City\n");
        Assert.Empty(await file.PagesAsync());
    }

    [Fact]
    public void A_missing_file_fails_on_opening()
    {
        using var file = SourceFile.Csv("");
        var problem = Assert.Throws<CompanySourceException>(() => CompanySources.Open(file.Path + ".old"));
        Assert.Equal("There is no file 'companies.csv.old' to read companies from.", problem.Message);
    }

    [Fact]
    public async Task A_file_that_disappears_fails_on_reading()
    {
        using var file = SourceFile.Csv("Name\nAcme\n");
        var source = file.Source;
        File.Delete(file.Path);
        await using var pages = source.ReadAsync(0, 10, TestContext.Current.CancellationToken).GetAsyncEnumerator();
        var problem = await Assert.ThrowsAsync<CompanySourceException>(async () => await pages.MoveNextAsync());
        Assert.Equal("'companies.csv' cannot be read.", problem.Message);
    }

    [Fact]
    public void A_folder_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("streams-companies-");
        var problem = Assert.Throws<CompanySourceException>(() => CompanySources.Open(folder.FullName));
        Assert.Equal($"'{folder.Name}' is a folder; the companies are read from a CSV or JSON Lines file.", problem.Message);
        folder.Delete();
    }

    [Fact]
    public async Task An_unclosed_quote_is_not_read_as_one_long_value()
    {
        using var file = SourceFile.Csv($"Name,City\nAcme,Leeds\n\"Bolt,York\n{string.Concat(Enumerable.Repeat("Crane,Hull\n", 10_000))}");
        Assert.Matches("^'companies.csv' has a value of over 65,536 characters near line [0-9]+; perhaps a quote is not closed there.$", await file.ProblemAsync());
    }

    [Fact]
    public async Task The_error_for_lines_without_a_company_names_the_required_fields()
    {
        using var file = SourceFile.JsonLines("{\"symbol\":\"ACM\"}\nno json\n");
        Assert.StartsWith("'companies.jsonl' has no company: each line must be a JSON object with a field called name,", await file.ProblemAsync());
    }
}
