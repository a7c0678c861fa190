namespace Streams.Bench.Common;

/// <summary>How long each call took. Not thread-safe: one caller owns it, and they are merged at the end.</summary>
internal sealed class Latencies
{
    private readonly List<long> _ticks = new(1 << 14);

    public int Count => _ticks.Count;

    public static Latencies Merge(IEnumerable<Latencies> parts)
    {
        var all = new Latencies();
        foreach (var part in parts)
            all._ticks.AddRange(part._ticks);
        all._ticks.Sort();
        return all;
    }

    public void Add(TimeSpan latency) => _ticks.Add(latency.Ticks);

    /// <summary>The milliseconds that this share of the calls did not exceed. Of merged latencies only: they are sorted.</summary>
    public string Milliseconds(double share) =>
        _ticks.Count == 0 ? "-" : $"{TimeSpan.FromTicks(_ticks[Math.Min((int)(_ticks.Count * share), _ticks.Count - 1)]).TotalMilliseconds:0.0}";
}
