using System.Collections.Concurrent;
using System.Diagnostics;

namespace Streams.Bench.Fanout;

/// <summary>Counts what all viewers receive. Safe for concurrent use.</summary>
internal sealed class Measurement
{
    private readonly ThreadLocal<Latencies> _latencies = new(() => new(), trackAllValues: true);
    private readonly ConcurrentDictionary<string, int> _disconnects = new();
    private long _delivered;
    private long _from = long.MaxValue;
    private long _to = long.MaxValue;

    /// <summary>All events that were handed to viewers so far.</summary>
    public long Total => Volatile.Read(ref _delivered);

    /// <summary>Why connections ended, and how many.</summary>
    public IReadOnlyDictionary<string, int> Disconnects => _disconnects;

    /// <summary>Records the latencies of the events that are published from now on.</summary>
    public void Open() => Volatile.Write(ref _from, Payload.Now);

    /// <summary>Ends that. Events that were published before are still recorded when they arrive.</summary>
    public void Close() => Volatile.Write(ref _to, Payload.Now);

    /// <summary>What was recorded. Call it when nothing arrives any more.</summary>
    public Latencies Latencies() => Common.Latencies.Merge(_latencies.Values);

    public void Delivered(long sentAt, bool live)
    {
        Interlocked.Increment(ref _delivered);
        if (live && sentAt >= Volatile.Read(ref _from) && sentAt < Volatile.Read(ref _to))
            _latencies.Value!.Add(Stopwatch.GetElapsedTime(sentAt));
    }

    public void Disconnected(string why) => _disconnects.AddOrUpdate(why, 1, (_, times) => times + 1);
}
