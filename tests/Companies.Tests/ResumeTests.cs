using System.Text;
using System.Text.Json;
using CsCheck;

namespace Streams.Companies.Tests;

/// <summary>A run can resume at any row of any source.</summary>
public class ResumeTests
{
    private static readonly string[] Values = ["", " ", "Acme", "Søn & Co", "a,b;c", "say \"hi\"", "two\nlines", "\r\n", "東京", "\"", "1999"];

    private static readonly Gen<string> Value = Gen.Int[0, Values.Length - 1].Select(i => Values[i]);

    private static readonly Gen<string> CsvRow = Gen.Select(Value, Value, Gen.Int[0, 5], (name, city, blank) => blank == 0 ? "" : $"{Quoted(name)},{Quoted(city)}");

    private static readonly Gen<string> JsonRow = Gen.Select(Value, Value, Gen.Int[0, 8], (name, city, kind) => kind switch
    {
        0 => "",
        1 => "{\"name\":",
        2 => "   ",
        _ => JsonSerializer.Serialize(new { name, city }),
    });

    private static readonly Gen<Func<SourceFile>> Csv = CsvRow.Array[0, 40].Select(rows => (Func<SourceFile>)(() => SourceFile.Csv("Name,City\n" + string.Join('\n', rows))));

    // The first line has a name: a file without any name is refused, but only if it is read from the start.
    private static readonly Gen<Func<SourceFile>> JsonLines = JsonRow.Array[0, 40].Select(rows =>
        (Func<SourceFile>)(() => SourceFile.JsonLines(string.Join('\n', ["{\"name\":\"First\"}", .. rows]))));

    private static readonly Gen<Func<SourceFile>> AnyFile = Gen.OneOf(Csv, JsonLines);

    [Fact]
    public Task Resuming_after_any_row_gives_the_same_companies_as_reading_on() =>
        Gen.Select(AnyFile, Gen.Int[0, 45], Gen.Int[1, 12]).SampleAsync(async (open, afterRow, pageSize) =>
        {
            using (var file = open())
            {
                var (all, _) = await file.ReadAsync();
                var (rest, _) = await file.ReadAsync(afterRow, pageSize);
                Assert.Equal(all.Where(company => company.Row > afterRow).Select(Describe.Company), rest.Select(Describe.Company));
            }
        });

    [Fact]
    public Task Every_page_starts_where_the_previous_one_ended() =>
        Gen.Select(AnyFile, Gen.Int[1, 12]).SampleAsync(async (open, pageSize) =>
        {
            using (var file = open())
            {
                var atOnce = await file.PagesAsync(pageSize: 1_000);
                var (resumed, skipped, lastRow) = (new List<string>(), 0, 0L);
                while ((await file.PagesAsync(lastRow, pageSize)).FirstOrDefault() is { } page)
                {
                    Assert.InRange(page.Companies.Count + page.Skipped, 1, pageSize);
                    Assert.Equal(lastRow + page.Companies.Count + page.Skipped, page.LastRow);
                    Assert.All(page.Companies, company => Assert.InRange(company.Row, lastRow + 1, page.LastRow));
                    resumed.AddRange(page.Companies.Select(Describe.Company));
                    (skipped, lastRow) = (skipped + page.Skipped, page.LastRow);
                }

                Assert.Equal(atOnce.SelectMany(page => page.Companies).Select(Describe.Company), resumed);
                Assert.Equal(atOnce.Sum(page => page.Skipped), skipped);
            }
        });

    [Fact]
    public async Task After_the_last_row_there_is_nothing()
    {
        using var csv = SourceFile.Csv("Name\nA\nB\n");
        using var lines = SourceFile.JsonLines("{\"name\":\"A\"}\n{\"name\":\"B\"}\n");
        Assert.Empty(await csv.PagesAsync(afterRow: 2));
        Assert.Empty(await lines.PagesAsync(afterRow: 2));
    }

    [Fact]
    public async Task Concurrent_reads_are_independent()
    {
        using var file = SourceFile.Csv(new StringBuilder("Name\n").AppendJoin('\n', Enumerable.Range(1, 500)).ToString());
        var reads = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => file.ReadAsync(i * 50, 7 + i)));
        Assert.All(reads.Index(), read => Assert.Equal(500 - (read.Index * 50), read.Item.Companies.Length));
    }

    private static string Quoted(string value) => $"\"{value.Replace("\"", "\"\"")}\"";
}
