using System.Collections.Concurrent;
using System.Diagnostics;

namespace Streams.Bench.Fanout;

/// <summary>Counts what all subscribers of a run receive. Safe for concurrent use.</summary>
internal sealed class Measurement
{
    private ThreadLocal<Latencies> _latencies = new(() => new(), trackAllValues: true);
    private long _delivered;
    private long _from = long.MaxValue;
    private long _to = long.MinValue;

    /// <summary>All events handed to subscribers so far.</summary>
    public long Total => Volatile.Read(ref _delivered);

    public ConcurrentDictionary<string, int> Disconnects { get; } = new();

    /// <summary>Starts to record events published from now on.</summary>
    public void Open()
    {
        _latencies = new(() => new(), trackAllValues: true);
        Volatile.Write(ref _to, long.MaxValue);
        Volatile.Write(ref _from, Stopwatch.GetTimestamp());
    }

    /// <summary>Ends the window; events published in it are still recorded when they arrive.</summary>
    public void Close() => Volatile.Write(ref _to, Stopwatch.GetTimestamp());

    /// <summary>The latencies of the window. Call it when nothing arrives any more.</summary>
    public Latencies Latencies() => Common.Latencies.Merge(_latencies.Values);

    public void Delivered(long sentAt, bool live)
    {
        Interlocked.Increment(ref _delivered);
        if (live && sentAt >= Volatile.Read(ref _from) && sentAt < Volatile.Read(ref _to))
            _latencies.Value!.Add(Stopwatch.GetElapsedTime(sentAt));
    }

    public void Disconnected(string why) => Disconnects.AddOrUpdate(why, 1, (_, n) => n + 1);
}
