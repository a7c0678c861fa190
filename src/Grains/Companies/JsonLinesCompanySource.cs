using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Streams.Grains.Companies;

/// <summary>Companies in a JSON Lines file: one object per line, with field names like the column names of a CSV file. Ignores blank lines.</summary>
internal sealed class JsonLinesCompanySource(string path) : ICompanySource
{
    private const int MaxLine = 1024 * 1024;

    public string Name { get; } = Path.GetFileName(path);

    public async IAsyncEnumerable<CompanyPage> ReadAsync(long afterRow, int pageSize, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var text = new StreamReader(CompanySources.OpenFile(path), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        var pages = new PageBuilder(pageSize);
        var (row, named) = (0L, false);
        await foreach (var line in LinesAsync(text, cancellation))
        {
            if (line is { Length: 0 })
                continue;
            row++;
            if (row <= afterRow)
                continue;
            var company = line is null ? null : Parse(row, line);
            named |= company is not null;
            if (pages.Add(row, company) is { } page)
                yield return page;
        }

        if (!named && afterRow == 0)
        {
            throw new CompanySourceException(row == 0
                ? $"'{Name}' is empty."
                : $"'{Name}' has no company: each line must be a JSON object with a field called name, company, company_name, organization or security.");
        }

        if (pages.Rest() is { } rest)
            yield return rest;
    }

    private static Company? Parse(long row, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object ? CompanyReader.Read(row, Values(document.RootElement)) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Invalid JSON or invalid Unicode: skip the row.
            return null;
        }
    }

    private static (CompanyField Field, string Value)[] Values(JsonElement company) =>
    [
        .. company.EnumerateObject()
            .Select(field => (Known: ColumnNames.Recognise(field.Name), Value: Text(field.Value)))
            .Where(field => field.Known is not null)
            .OrderBy(field => field.Known!.Value.Rank)
            .Select(field => (field.Known!.Value.Field, field.Value)),
    ];

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Array => string.Join(';', value.EnumerateArray().Select(Text)),
        _ => "",
    };

    /// <summary>The lines, trimmed; null for a line of more than 1 Mi characters.</summary>
    private static async IAsyncEnumerable<string?> LinesAsync(StreamReader text, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var buffer = new char[64 * 1024];
        var (line, tooLong) = (new StringBuilder(), false);
        while (await text.ReadAsync(buffer, cancellation) is > 0 and var length)
        {
            for (var start = 0; start < length;)
            {
                var end = Array.IndexOf(buffer, '\n', start, length - start);
                var part = buffer.AsMemory(start, (end < 0 ? length : end) - start);
                tooLong |= line.Length + part.Length > MaxLine;
                if (!tooLong)
                    line.Append(part);
                start += part.Length + 1;
                if (end < 0)
                    break;
                yield return tooLong ? null : line.ToString().Trim();
                (tooLong, _) = (false, line.Clear());
            }
        }

        if (tooLong || line.Length > 0)
            yield return tooLong ? null : line.ToString().Trim();
    }
}
