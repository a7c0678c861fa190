using System.Text.RegularExpressions;

namespace Streams.Bench.Common.Server;

/// <summary>Warnings and errors that the servers logged: a number that was measured beside them may not be what it seems.</summary>
internal sealed partial class Complaints
{
    private readonly OrderedDictionary<string, (string First, int Count)> _kinds = [];

    public void Add(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            // The same complaint differs in time, ids and numbers only.
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
