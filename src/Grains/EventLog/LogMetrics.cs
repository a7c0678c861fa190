using System.Diagnostics.Metrics;

namespace Streams.Grains.EventLog;

/// <summary>What the log measures, on the meter <c>Streams</c>. Names and units by OpenTelemetry's conventions.</summary>
public sealed class LogMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Histogram<int> _appends;
    private readonly Histogram<int> _records;
    private readonly Histogram<double> _duration;

    /// <summary>Makes the instruments.</summary>
    public LogMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("Streams");
        _appends = _meter.CreateHistogram<int>("streams.log.commit.appends", "{append}", "Appends that shared a commit.");
        _records = _meter.CreateHistogram<int>("streams.log.commit.records", "{record}", "Events that shared a commit.");
        _duration = _meter.CreateHistogram<double>("streams.log.commit.duration", "s", "Time a commit took.");
    }

    /// <summary>A batch was committed, or failed to be.</summary>
    public void Committed(int appends, int records, TimeSpan duration)
    {
        _appends.Record(appends);
        _records.Record(records);
        _duration.Record(duration.TotalSeconds);
    }

    /// <summary>Watches the length of a queue.</summary>
    public void WatchQueue(Func<int> length) =>
        _meter.CreateObservableGauge("streams.log.queue.length", length, "{append}", "Appends that wait for the writer.");

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
