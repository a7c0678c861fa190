using System.Diagnostics.Metrics;
using System.Text.Json;
using Streams.Contract;
using Streams.Grains.Telemetry;

namespace Streams.Grains.Streams;

/// <summary>What streams measure, on the meter <c>Streams</c>: never by stream, of which there is no end. Thread-safe; recording allocates nothing.</summary>
public sealed class StreamMetrics
{
    private static readonly KeyValuePair<string, object?> Accepted = Tag("accepted");
    private static readonly KeyValuePair<string, object?> Duplicate = Tag("duplicate");

    /// <summary>By code, under the names that callers see.</summary>
    private static readonly KeyValuePair<string, object?>[] Refused = [.. Enum.GetNames<RefusalCode>().Select(name => Tag(JsonNamingPolicy.SnakeCaseLower.ConvertName(name)))];

    private readonly UpDownCounter<long> _activations;
    private readonly Counter<long> _reports;
    private readonly Histogram<double> _duration;

    /// <summary>Makes the instruments; <paramref name="meters"/> owns the meter.</summary>
    public StreamMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Instrumentation.Name);
        _activations = meter.CreateUpDownCounter<long>("streams.activations", "{activation}", "Streams that are in memory on this silo.");
        _reports = meter.CreateCounter<long>("streams.reports", "{report}", "Reports, by streams.outcome: accepted, duplicate, or the code of the refusal.");
        _duration = meter.CreateHistogram<double>("streams.report.duration", "s",
            "From a stream's being called with a batch of reports to its acknowledging or refusing it, by streams.outcome: accepted, or the code of the refusal.",
            advice: new() { HistogramBucketBoundaries = [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });

        // A counter that is not there until it first counts hides its first increase.
        foreach (var outcome in (KeyValuePair<string, object?>[])[Accepted, Duplicate, Refused[(int)RefusalCode.RateLimited], Refused[(int)RefusalCode.Unavailable]])
            _reports.Add(0, outcome);
    }

    /// <summary>A stream came into memory (1) or left it (-1).</summary>
    public void Activated(int change) => _activations.Add(change);

    /// <summary>A stream answered a batch.</summary>
    /// <param name="reports">How many reports were in it.</param>
    /// <param name="answer">What it answered.</param>
    /// <param name="duration">How long that took.</param>
    public void Answered(int reports, Outcome<ReportAck> answer, TimeSpan duration)
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
