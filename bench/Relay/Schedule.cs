using System.Diagnostics;

namespace Streams.Bench.Relay;

/// <summary>
/// When each report is due: at a steady rate, independent of earlier reports, and spread evenly over the streams. Latency counts from the due time, so a report that
/// is sent late also counts as late for its watchers.
/// </summary>
/// <param name="Rate">Reports/s, all streams together.</param>
/// <param name="Streams">Number of streams.</param>
/// <param name="WarmUp">Length of the unmeasured phase.</param>
/// <param name="Length">Length of the measured phase.</param>
internal sealed record Schedule(int Rate, int Streams, TimeSpan WarmUp, TimeSpan Length)
{
    private long _start;

    /// <summary>Reports per stream.</summary>
    public int Reports => (int)((WarmUp + Length).TotalSeconds * Rate / Streams);

    /// <summary>Starts the schedule now.</summary>
    public void Start() => _start = Stopwatch.GetTimestamp();

    /// <summary>The timestamp at which a report of a stream is due.</summary>
    public long Due(int stream, int report) => _start + (long)((((double)report * Streams) + stream) / Rate * Stopwatch.Frequency);

    public bool IsMeasured(long due) => due - _start >= WarmUp.TotalSeconds * Stopwatch.Frequency;
}
