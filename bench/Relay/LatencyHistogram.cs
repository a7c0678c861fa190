using System.Numerics;

namespace Streams.Bench.Relay;

/// <summary>
/// How many deliveries took how long, to a hundredth: five million a second are too many to keep each. Not thread-safe: a thread owns it, and they are merged
/// at the end.
/// </summary>
internal sealed class LatencyHistogram
{
    // Microseconds: exact below 128, then 64 steps to each doubling.
    private const int StepBits = 6;
    private const int Steps = 1 << StepBits;
    private const int Doublings = 30;

    private readonly long[] _counts = new long[(Doublings + 2) * Steps];

    public long Count { get; private set; }

    public TimeSpan Max { get; private set; }

    public static LatencyHistogram Merge(IEnumerable<LatencyHistogram> parts)
    {
        var all = new LatencyHistogram();
        foreach (var part in parts)
        {
            for (var i = 0; i < all._counts.Length; i++)
                all._counts[i] += part._counts[i];
            all.Count += part.Count;
            all.Max = all.Max > part.Max ? all.Max : part.Max;
        }

        return all;
    }

    public void Add(TimeSpan latency, long count = 1)
    {
        _counts[Place((ulong)Math.Max(latency.Ticks / TimeSpan.TicksPerMicrosecond, 0))] += count;
        Count += count;
        if (latency > Max)
            Max = latency;
    }

    /// <summary>The latency that this share of the deliveries did not exceed, or null where there were none.</summary>
    public TimeSpan? Share(double share)
    {
        var left = (long)Math.Ceiling(Count * share);
        for (var i = 0; i < _counts.Length; i++)
        {
            left -= _counts[i];
            if (left <= 0 && _counts[i] > 0)
                return TimeSpan.FromMicroseconds(Top(i));
        }

        return null;
    }

    private static int Place(ulong microseconds)
    {
        var shift = Math.Max(BitOperations.Log2(microseconds | 1) - StepBits, 0);
        return shift > Doublings ? ((Doublings + 2) * Steps) - 1 : (shift * Steps) + (int)(microseconds >> shift);
    }

    // The largest value of a place, so that no share looks better than it is.
    private static long Top(int place)
    {
        var shift = Math.Max((place / Steps) - 1, 0);
        return ((long)(place - (shift * Steps) + 1) << shift) - 1;
    }
}
