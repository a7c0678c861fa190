using HdrHistogram;

namespace Streams.Bench.Common;

/// <summary>A histogram of latencies: 1 µs to 10 min, accurate to three digits. Not thread-safe: each caller owns one, and they are merged at the end.</summary>
internal sealed class Latencies
{
    private const long Longest = 600_000_000;
    private const int Digits = 3;

    private readonly LongHistogram _microseconds = new(Longest, Digits);

    public long Count => _microseconds.TotalCount;

    public TimeSpan Max => TimeSpan.FromMicroseconds(_microseconds.GetMaxValue());

    public static Latencies Merge(IEnumerable<Latencies> parts)
    {
        var all = new Latencies();
        foreach (var part in parts)
            all._microseconds.Add(part._microseconds);
        return all;
    }

    public void Add(TimeSpan latency, long count = 1) =>
        _microseconds.RecordValueWithCount(Math.Clamp(latency.Ticks / TimeSpan.TicksPerMicrosecond, 0, Longest), count);

    /// <summary>The latency that this share of the calls did not exceed.</summary>
    public TimeSpan At(double share) => TimeSpan.FromMicroseconds(_microseconds.GetValueAtPercentile(100 * share));

    /// <summary>The latency, in milliseconds, that this share of the calls did not exceed; "-" when there were none.</summary>
    public string Milliseconds(double share) => Count == 0 ? "-" : Milliseconds(At(share));

    public static string Milliseconds(TimeSpan latency) => $"{latency.TotalMilliseconds:N1}";
}
