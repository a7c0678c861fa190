using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Streams.Grains.Companies;

/// <summary>Companies in a CSV file: separated by comma, semicolon or tab, with quoted line breaks, in UTF-8, or in UTF-16 with a byte order mark.</summary>
internal sealed class CsvCompanySource(string path) : ICompanySource
{
    private const int MaxField = 64 * 1024;
    private const int MaxHeader = 64 * 1024;
    private static readonly char[] Separators = [',', ';', '\t'];

    public string Name { get; } = Path.GetFileName(path);

    public async IAsyncEnumerable<CompanyPage> ReadAsync(long afterRow, int pageSize, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var separator = await SeparatorAsync(cancellation);
        using var text = new StreamReader(CompanySources.OpenFile(path), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        using var parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator.ToString(),
            BadDataFound = null,
            IgnoreBlankLines = true,
            TrimOptions = TrimOptions.Trim,

            // An unclosed quote would turn the rest of the file into one field.
            MaxFieldSize = MaxField,
        });
        var columns = await ReadAsync(parser) ? Columns(parser) : throw new CompanySourceException($"'{Name}' is empty.");
        var pages = new PageBuilder(pageSize);
        for (var row = 1L; await ReadAsync(parser); row++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (row > afterRow && pages.Add(row, Company(parser, columns, row)) is { } page)
                yield return page;
        }

        if (pages.Rest() is { } rest)
            yield return rest;
    }

    private static Company? Company(CsvParser parser, (CompanyField Field, int Column)[] columns, long row) =>
        CompanyReader.Read(row, columns.Where(column => column.Column < parser.Count).Select(column => (column.Field, parser[column.Column])));

    private async Task<bool> ReadAsync(CsvParser parser)
    {
        try
        {
            return await parser.ReadAsync();
        }
        catch (MaxFieldSizeException exception)
        {
            throw new CompanySourceException(
                $"'{Name}' has a value of over {MaxField:N0} characters near line {parser.RawRow}; perhaps a quote is not closed there.", exception);
        }
        catch (IOException exception)
        {
            throw new CompanySourceException($"'{Name}' cannot be read.", exception);
        }
    }

    private (CompanyField Field, int Column)[] Columns(CsvParser parser)
    {
        var columns = Enumerable.Range(0, parser.Count)
            .Select(column => (Column: column, Known: ColumnNames.Recognise(parser[column])))
            .Where(column => column.Known is not null)
            .OrderBy(column => column.Known!.Value.Field).ThenBy(column => column.Known!.Value.Rank)
            .Select(column => (column.Known!.Value.Field, column.Column))
            .ToArray();
        if (columns is not [(CompanyField.Name, _), ..])
        {
            throw new CompanySourceException(
                $"'{Name}' has no column of names. Its columns are {string.Join(", ", Enumerable.Range(0, Math.Min(20, parser.Count)).Select(i => $"'{Short(parser[i])}'"))}; "
                + "one of them must be called Name, Company, Company Name, Organization or Security.");
        }

        return columns;
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    /// <summary>The separator that occurs most often in the header, outside quotes.</summary>
    private async Task<char> SeparatorAsync(CancellationToken cancellation)
    {
        using var text = new StreamReader(CompanySources.OpenFile(path), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        var buffer = new char[MaxHeader];
        var length = await text.ReadBlockAsync(buffer, cancellation);
        var counts = new int[Separators.Length];
        var quoted = false;
        foreach (var c in buffer.AsSpan(0, length))
        {
            if (c == '"')
                quoted = !quoted;
            else if (c == '\n' && !quoted && counts.Any(count => count > 0))
                break;
            else if (!quoted && Array.IndexOf(Separators, c) is >= 0 and var index)
                counts[index]++;
        }

        return Separators[Array.IndexOf(counts, counts.Max())];
    }
}
