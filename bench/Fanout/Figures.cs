using System.Globalization;

namespace Streams.Bench.Fanout;

/// <summary>What the rounds gave, by row of the table and server.</summary>
internal sealed class Figures
{
    private readonly Dictionary<(Row Row, string Peer), List<double[]>> _values = [];

    /// <param name="row">The row.</param>
    /// <param name="peer">The server's title.</param>
    /// <param name="values">The values of the row's cell, in the order of its title.</param>
    public void Add(Row row, string peer, params double[] values)
    {
        if (!_values.TryGetValue((row, peer), out var rounds))
            _values[(row, peer)] = rounds = [];
        rounds.Add(values);
    }

    /// <summary>Prints the medians of the rounds, row by row; a dash where there is no value.</summary>
    public void Print(string[] peers)
    {
        using var table = new Table(["", .. peers]);
        foreach (var row in Row.All.Where(row => peers.Any(peer => _values.ContainsKey((row, peer)))))
            table.Add([row.Title, .. peers.Select(peer => Cell(row, peer))]);
    }

    private string Cell(Row row, string peer) => !_values.TryGetValue((row, peer), out var rounds)
        ? "-"
        : string.Join(" / ", rounds[0].Select((_, i) => Median(rounds.Select(values => values[i])).ToString(row.Formats[i], CultureInfo.InvariantCulture)));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
