using System.Diagnostics.Metrics;
using Streams.Grains.Telemetry;

namespace Streams.Grains.EventLog;

/// <summary>The log's metrics, on the meter <c>Streams</c>. Names and units follow OpenTelemetry's conventions. Thread-safe.</summary>
public sealed class LogMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Histogram<int> _appends;
    private readonly Histogram<int> _records;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _failures;

    /// <summary>Creates the instruments.</summary>
    public LogMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(Instrumentation.Name);
        var sizes = new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096] };
        _appends = _meter.CreateHistogram("streams.log.commit.appends", "{append}", "Appends per commit.", advice: sizes);
        _records = _meter.CreateHistogram("streams.log.commit.records", "{record}", "Events per commit.", advice: sizes);
        _duration = _meter.CreateHistogram<double>("streams.log.commit.duration", "s", "Duration of a commit.",
            advice: new() { HistogramBucketBoundaries = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
        _failures = _meter.CreateCounter<long>("streams.log.append.failures", "{append}",
            "Appends that were not committed, by error.type: conflict (another activation wrote), storage (the write failed), queue_full.");

        // Starts the counters at 0: a counter that appears with its first increase hides that increase.
        foreach (var kind in (string[])["conflict", "storage", "queue_full"])
            _failures.Add(0, ErrorType(kind));
    }

    /// <summary>Records a batch, committed or failed.</summary>
    public void Committed(int appends, int records, TimeSpan duration)
    {
        _appends.Record(appends);
        _records.Record(records);
        _duration.Record(duration.TotalSeconds);
    }

    /// <summary>Counts an append that failed in its commit.</summary>
    public void Failed(Exception failure) => _failures.Add(1, ErrorType(failure is LogConflictException ? "conflict" : "storage"));

    /// <summary>Counts an append that was refused because the queue is full.</summary>
    public void QueueFull() => _failures.Add(1, ErrorType("queue_full"));

    /// <summary>Observes a queue.</summary>
    /// <param name="length">Returns the number of queued appends.</param>
    /// <param name="bytes">Returns the queued payload in bytes.</param>
    public void WatchQueue(Func<int> length, Func<long> bytes)
    {
        _meter.CreateObservableUpDownCounter("streams.log.queue.length", length, "{append}", "Appends queued for the writer.");
        _meter.CreateObservableUpDownCounter("streams.log.queue.size", bytes, "By", "Payload queued for the writer.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> ErrorType(string kind) => new("error.type", kind);
}
