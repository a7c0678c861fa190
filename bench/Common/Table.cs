namespace Streams.Bench.Common;

/// <summary>
/// A Markdown table: the first column is text, the others are numbers. It is printed on disposal, so that the finished rows are shown even when a later one fails.
/// </summary>
internal sealed class Table(params string[] headings) : IDisposable
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, headings.Length);
        _rows.Add(cells);
    }

    public void Dispose()
    {
        if (_rows.Count == 0)
            return;
        var widths = headings.Select((heading, column) => _rows.Select(row => row[column].Length).Append(heading.Length).Max()).ToArray();
        Print(headings, widths);
        Print([.. widths.Select((width, column) => column == 0 ? new string('-', width) : new string('-', width - 1) + ':')], widths);
        foreach (var row in _rows)
            Print(row, widths);
        Console.WriteLine();
    }

    private static void Print(string[] cells, int[] widths)
    {
        var padded = cells.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
        Console.WriteLine($"| {string.Join(" | ", padded)} |");
    }
}
