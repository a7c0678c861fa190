using System.Diagnostics.Metrics;
using Streams.Grains.Telemetry;

namespace Streams.Grains.Publishing;

/// <summary>Metrics of a silo's outbox, on the meter <c>Streams</c>, summed over all hosts: hosts come and go. Thread-safe.</summary>
internal sealed class OutboxMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _dropped;

    /// <summary>Creates the instruments. <paramref name="meters"/> owns the meter.</summary>
    public OutboxMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(Instrumentation.Name);
        _dropped = _meter.CreateCounter<long>("streams.outbox.dropped", "{piece}",
            "News that hosts must read from the log instead, by error.type: queue_full, send_failed.");

        // A counter that appears with its first increase hides that increase.
        _dropped.Add(0, ErrorType("queue_full"));
        _dropped.Add(0, ErrorType("send_failed"));
    }

    /// <param name="length">Gets the number of queued pieces of news, over all hosts.</param>
    /// <param name="bytes">Gets their approximate size.</param>
    internal void WatchQueues(Func<long> length, Func<long> bytes)
    {
        _meter.CreateObservableUpDownCounter("streams.outbox.queue.length", length, "{piece}", "Pieces of news queued for API hosts.");
        _meter.CreateObservableUpDownCounter("streams.outbox.queue.size", bytes, "By", "Approximate size of the news queued for API hosts.");
    }

    internal void Dropped() => _dropped.Add(1, ErrorType("queue_full"));

    internal void SendFailed(int pieces) => _dropped.Add(pieces, ErrorType("send_failed"));

    private static KeyValuePair<string, object?> ErrorType(string kind) => new("error.type", kind);
}
