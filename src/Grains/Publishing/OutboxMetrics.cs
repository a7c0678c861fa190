using System.Diagnostics.Metrics;
using Streams.Grains.Telemetry;

namespace Streams.Grains.Publishing;

/// <summary>What a silo's outbox measures, on the meter <c>Streams</c>: over all hosts, which come and go. Thread-safe.</summary>
public sealed class OutboxMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _dropped;

    /// <summary>Makes the instruments; <paramref name="meters"/> owns the meter.</summary>
    public OutboxMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(Instrumentation.Name);
        _dropped = _meter.CreateCounter<long>("streams.outbox.dropped", "{piece}",
            "News that hosts have to read from the log instead, by error.type: queue_full, send_failed.");

        // A counter that is not there until it first counts hides its first increase.
        _dropped.Add(0, ErrorType("queue_full"));
        _dropped.Add(0, ErrorType("send_failed"));
    }

    /// <summary>Watches what waits for all hosts together.</summary>
    /// <param name="length">How many pieces of news.</param>
    /// <param name="bytes">About how many bytes.</param>
    public void WatchQueues(Func<long> length, Func<long> bytes)
    {
        _meter.CreateObservableUpDownCounter("streams.outbox.queue.length", length, "{piece}", "Pieces of news that wait to be sent to API hosts.");
        _meter.CreateObservableUpDownCounter("streams.outbox.queue.size", bytes, "By", "News that wait to be sent to API hosts, about.");
    }

    /// <summary>A piece of news found its queue full.</summary>
    public void Dropped() => _dropped.Add(1, ErrorType("queue_full"));

    /// <summary>Pieces of news could not be sent.</summary>
    public void NotSent(int pieces) => _dropped.Add(pieces, ErrorType("send_failed"));

    private static KeyValuePair<string, object?> ErrorType(string kind) => new("error.type", kind);
}
