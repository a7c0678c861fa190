using System.Diagnostics;

namespace Streams.Bench.Relay;

/// <summary>
/// When the report behind each event of a stream was due. Reports are written down before they are sent, because an event may overtake the acknowledgement of its
/// report. The stream's reporter writes, its watchers read.
/// </summary>
/// <param name="after">The stream's last sequence before the reports.</param>
/// <param name="reports">How many reports there will be.</param>
internal sealed class DueTimes(long after, int reports)
{
    // A stream raises a few events of its own, such as milestones; each takes a sequence.
    private const int Raised = 256;

    private readonly long[] _due = new long[reports + Raised];

    /// <summary>The timestamp of the event at this sequence, or 0 where it is not measured.</summary>
    public long this[long seq]
    {
        get => IsCovered(seq) ? Volatile.Read(ref _due[seq - after - 1]) : 0;
        set
        {
            if (IsCovered(seq))
                Volatile.Write(ref _due[seq - after - 1], value);
        }
    }

    /// <summary>Counts what was sent and is measured beyond a position as taking until now.</summary>
    public void CountAfter(long position, LatencyHistogram histogram, long now)
    {
        foreach (var due in _due.AsSpan((int)Math.Clamp(position - after, 0, _due.Length)..))
        {
            if (due != 0)
                histogram.Add(Stopwatch.GetElapsedTime(due, now));
        }
    }

    private bool IsCovered(long seq) => seq > after && seq - after <= _due.Length;
}
