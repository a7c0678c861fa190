using System.Diagnostics;

namespace Streams.Bench.Relay;

/// <summary>
/// When each report is due: at a steady rate, whatever becomes of those before it, and evenly spread over the streams. A report that is sent late is late for
/// its watchers too: latency counts from here.
/// </summary>
/// <param name="Rate">Reports a second, all streams together.</param>
/// <param name="Streams">How many streams share them.</param>
/// <param name="WarmUp">How long they are not measured.</param>
/// <param name="Length">How long they are measured after that.</param>
internal sealed record Schedule(int Rate, int Streams, TimeSpan WarmUp, TimeSpan Length)
{
    private long _start;

    /// <summary>How many reports each stream gets.</summary>
    public int Reports => (int)((WarmUp + Length).TotalSeconds * Rate / Streams);

    /// <summary>It begins now.</summary>
    public void Start() => _start = Stopwatch.GetTimestamp();

    /// <summary>The timestamp at which a stream's report is due.</summary>
    public long Due(int stream, int report) => _start + (long)((((double)report * Streams) + stream) / Rate * Stopwatch.Frequency);

    public bool IsMeasured(long due) => due - _start >= WarmUp.TotalSeconds * Stopwatch.Frequency;
}
