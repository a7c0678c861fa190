using System.Diagnostics.Metrics;
using System.Text.Json;
using Streams.Contract;
using Streams.Grains.Telemetry;

namespace Streams.Grains.Streams;

/// <summary>Metrics of streams, on the meter <c>Streams</c>. Never tagged by stream: ids are unbounded. Thread-safe; recording does not allocate.</summary>
internal sealed class StreamMetrics
{
    private static readonly KeyValuePair<string, object?> Accepted = Tag("accepted");
    private static readonly KeyValuePair<string, object?> Duplicate = Tag("duplicate");

    // By code, under the names that callers see.
    private static readonly KeyValuePair<string, object?>[] Refused = [.. Enum.GetNames<RefusalCode>().Select(name => Tag(JsonNamingPolicy.SnakeCaseLower.ConvertName(name)))];

    private readonly UpDownCounter<long> _activations;
    private readonly Counter<long> _reports;
    private readonly Histogram<double> _duration;

    /// <summary>Creates the instruments. <paramref name="meters"/> owns the meter.</summary>
    public StreamMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Instrumentation.Name);
        _activations = meter.CreateUpDownCounter<long>("streams.activations", "{activation}", "Streams in memory on this silo.");
        _reports = meter.CreateCounter<long>("streams.reports", "{report}", "Reports, by streams.outcome: accepted, duplicate, or the code of the refusal.");
        _duration = meter.CreateHistogram<double>("streams.report.duration", "s",
            "Time from the call of a stream with a batch of reports to its reply, by streams.outcome: accepted, or the code of the refusal.",
            advice: new() { HistogramBucketBoundaries = [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });

        // A counter that appears with its first increase hides that increase.
        foreach (var outcome in (KeyValuePair<string, object?>[])[Accepted, Duplicate, Refused[(int)RefusalCode.RateLimited], Refused[(int)RefusalCode.Unavailable]])
            _reports.Add(0, outcome);
    }

    /// <param name="change">1 when a stream is activated, -1 when it is deactivated.</param>
    internal void Activated(int change) => _activations.Add(change);

    /// <param name="reports">The number of reports in the batch.</param>
    /// <param name="answer">The stream's reply to the batch.</param>
    /// <param name="duration">The time from call to reply.</param>
    internal void Answered(int reports, Outcome<ReportAck> answer, TimeSpan duration)
    {
        if (answer.TryGet(out var ack, out var refusal))
        {
            _duration.Record(duration.TotalSeconds, Accepted);
            _reports.Add(ack.Accepted, Accepted);
            if (ack.Duplicates > 0)
                _reports.Add(ack.Duplicates, Duplicate);
            return;
        }

        _duration.Record(duration.TotalSeconds, Refused[(int)refusal.Code]);
        _reports.Add(reports, Refused[(int)refusal.Code]);
    }

    private static KeyValuePair<string, object?> Tag(string outcome) => new("streams.outcome", outcome);
}
