using System.Text.RegularExpressions;

namespace Streams.Bench.Server;

/// <summary>Warnings and errors from the servers' logs. Figures measured at the same time may be wrong.</summary>
internal sealed partial class ServerWarnings
{
    private readonly OrderedDictionary<string, (string First, int Count)> _kinds = [];

    public void Add(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            // Repeats of one warning differ only in times, ids and numbers.
            var kind = VaryingPattern().Replace(line, "#");
            _kinds[kind] = _kinds.TryGetValue(kind, out var known) ? (known.First, known.Count + 1) : (line, 1);
        }
    }

    public void Print()
    {
        if (_kinds.Count == 0)
            return;
        Console.WriteLine("Warnings and errors in the servers' logs:\n");
        foreach (var (first, count) in _kinds.Values)
            Console.WriteLine($"- {count} × `{first}`");
    }

    [GeneratedRegex(@"\b[0-9a-f]*\d[0-9a-f]*\b")]
    private static partial Regex VaryingPattern();
}
