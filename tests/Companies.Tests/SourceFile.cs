using System.Text;
using Streams.Grains.Companies;

namespace Streams.Companies.Tests;

/// <summary>A temporary file of companies, deleted on dispose.</summary>
internal sealed class SourceFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streams-companies-").FullName;

    private SourceFile(string name, byte[] bytes)
    {
        Path = System.IO.Path.Combine(_folder, name);
        File.WriteAllBytes(Path, bytes);
    }

    public string Path { get; }

    public ICompanySource Source => CompanySources.Open(Path);

    public static SourceFile Csv(string text) => new("companies.csv", Encoding.UTF8.GetBytes(text));

    public static SourceFile Csv(string text, Encoding withByteOrderMark) =>
        new("companies.csv", [.. withByteOrderMark.GetPreamble(), .. withByteOrderMark.GetBytes(text)]);

    public static SourceFile JsonLines(string text) => new("companies.jsonl", Encoding.UTF8.GetBytes(text));

    /// <summary>All companies, and the number of skipped rows.</summary>
    public async Task<(Company[] Companies, int Skipped)> ReadAsync(long afterRow = 0, int pageSize = 100)
    {
        var pages = await PagesAsync(afterRow, pageSize);
        return ([.. pages.SelectMany(page => page.Companies)], pages.Sum(page => page.Skipped));
    }

    public async Task<List<CompanyPage>> PagesAsync(long afterRow = 0, int pageSize = 100)
    {
        var pages = new List<CompanyPage>();
        await foreach (var page in Source.ReadAsync(afterRow, pageSize, TestContext.Current.CancellationToken))
            pages.Add(page);
        return pages;
    }

    /// <summary>The only company of a file with a name and one more column.</summary>
    public static async Task<Company> OneAsync(string column, string value)
    {
        using var file = Csv($"Name,{column}\nAcme,\"{value.Replace("\"", "\"\"")}\"\n");
        return Assert.Single((await file.ReadAsync()).Companies);
    }

    /// <summary>The message of the exception that reading throws.</summary>
    public async Task<string> ProblemAsync() => (await Assert.ThrowsAsync<CompanySourceException>(() => PagesAsync())).Message;

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
