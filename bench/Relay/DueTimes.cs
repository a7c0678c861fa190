using System.Diagnostics;

namespace Streams.Bench.Relay;

/// <summary>
/// The due time of the report behind each event of a stream. It is recorded before the report is sent, because an event may arrive before the acknowledgement of its
/// report. The stream's reporter writes; its watchers read.
/// </summary>
/// <param name="after">The stream's last sequence before the reports.</param>
/// <param name="reports">The number of reports to come.</param>
internal sealed class DueTimes(long after, int reports)
{
    // Room for events that the stream raises itself, such as milestones.
    private const int Raised = 256;

    private readonly long[] _due = new long[reports + Raised];

    /// <summary>The due time of the event at this sequence, as a timestamp; 0 if it is not measured.</summary>
    public long this[long seq]
    {
        get => IsCovered(seq) ? Volatile.Read(ref _due[seq - after - 1]) : 0;
        set
        {
            if (IsCovered(seq))
                Volatile.Write(ref _due[seq - after - 1], value);
        }
    }

    /// <summary>Counts each measured event after a position as taking until now.</summary>
    public void CountAfter(long position, Latencies latencies, long now)
    {
        foreach (var due in _due.AsSpan((int)Math.Clamp(position - after, 0, _due.Length)..))
        {
            if (due != 0)
                latencies.Add(Stopwatch.GetElapsedTime(due, now));
        }
    }

    private bool IsCovered(long seq) => seq > after && seq - after <= _due.Length;
}
