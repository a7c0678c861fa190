using Streams.Grains.Companies;

namespace Streams.Companies.Tests;

/// <summary>What cannot be read is said in a sentence for people, without a path.</summary>
public class SourceProblemTests
{
    [Fact]
    public async Task A_file_without_a_column_of_names_is_told_what_it_has_and_what_it_needs()
    {
        using var file = SourceFile.Csv("Symbol,City\nACM,Leeds\n");
        Assert.Equal(
            "'companies.csv' has no column of names. Its columns are 'Symbol', 'City'; one of them must be called Name, Company, Company Name, Organization or Security.",
            await file.ProblemAsync());
    }

    [Fact]
    public async Task Columns_of_long_names_are_told_shortly()
    {
        using var file = SourceFile.Csv($"{new string('x', 1_000)},{string.Join(',', Enumerable.Range(1, 500).Select(i => $"c{i}"))}\n");
        Assert.InRange((await file.ProblemAsync()).Length, 100, 500);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n\n")]
    public async Task An_empty_file_is_called_so(string text)
    {
        using var csv = SourceFile.Csv(text);
        using var lines = SourceFile.JsonLines(text);
        Assert.Equal("'companies.csv' is empty.", await csv.ProblemAsync());
        Assert.Equal("'companies.jsonl' is empty.", await lines.ProblemAsync());
    }

    [Fact]
    public async Task A_file_of_a_header_only_is_no_problem()
    {
        using var file = SourceFile.Csv("Name,City\n");
        Assert.Empty(await file.PagesAsync());
    }

    [Fact]
    public void A_missing_file_is_a_problem_at_once()
    {
        using var file = SourceFile.Csv("");
        var problem = Assert.Throws<CompanySourceException>(() => CompanySources.Open(file.Path + ".old"));
        Assert.Equal("There is no file 'companies.csv.old' to read companies from.", problem.Message);
    }

    [Fact]
    public async Task A_file_that_goes_away_is_a_problem_when_it_is_read()
    {
        using var file = SourceFile.Csv("Name\nAcme\n");
        var source = file.Source;
        File.Delete(file.Path);
        await using var pages = source.ReadAsync(0, 10, TestContext.Current.CancellationToken).GetAsyncEnumerator();
        var problem = await Assert.ThrowsAsync<CompanySourceException>(async () => await pages.MoveNextAsync());
        Assert.Equal("'companies.csv' cannot be read.", problem.Message);
    }

    [Fact]
    public void A_folder_is_no_file()
    {
        var folder = Directory.CreateTempSubdirectory("streams-companies-");
        var problem = Assert.Throws<CompanySourceException>(() => CompanySources.Open(folder.FullName));
        Assert.Equal($"'{folder.Name}' is a folder; the companies are read from a CSV or JSON Lines file.", problem.Message);
        folder.Delete();
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_is_not_taken_for_one_long_value()
    {
        using var file = SourceFile.Csv($"Name,City\nAcme,Leeds\n\"Bolt,York\n{string.Concat(Enumerable.Repeat("Crane,Hull\n", 10_000))}");
        Assert.Matches("^'companies.csv' has a value of over 65,536 characters near line [0-9]+; perhaps a quote is not closed there.$", await file.ProblemAsync());
    }

    [Fact]
    public async Task Lines_without_a_single_company_are_told_what_they_need()
    {
        using var file = SourceFile.JsonLines("{\"symbol\":\"ACM\"}\nno json\n");
        Assert.StartsWith("'companies.jsonl' has no company: each line must be a JSON object with a field called name,", await file.ProblemAsync());
    }
}
