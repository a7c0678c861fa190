using System.Diagnostics.Metrics;
using Streams.Grains.Telemetry;

namespace Streams.Api.Relay;

/// <summary>The metrics of the relay, on the meter <c>Streams</c>. Thread-safe.</summary>
internal sealed class RelayMetrics
{
    private readonly UpDownCounter<long> _watchers;
    private readonly UpDownCounter<long> _liveStreams;
    private readonly Counter<long> _frames;
    private readonly Counter<long> _merged;
    private readonly Counter<long> _repairs;
    private readonly Counter<long> _gaps;
    private readonly Counter<long> _disconnected;
    private readonly Counter<long> _calls;
    private readonly Histogram<double> _lag;

    public RelayMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Instrumentation.Name);
        _watchers = meter.CreateUpDownCounter<long>("streams.relay.watchers", "{watcher}", "Watches by connected viewers");
        _liveStreams = meter.CreateUpDownCounter<long>("streams.relay.live_streams", "{stream}", "Streams with a live copy on this host");
        _frames = meter.CreateCounter<long>("streams.relay.frames", "{frame}", "Frames sent to viewers");
        _merged = meter.CreateCounter<long>("streams.relay.events_merged", "{event}", "Events omitted from sent frames in favour of newer ones");
        _repairs = meter.CreateCounter<long>("streams.relay.repairs", "{repair}", "Gaps in the news filled from the log");
        _gaps = meter.CreateCounter<long>("streams.relay.viewer_gaps", "{gap}", "Frames with a gap: the viewer fell behind, or history changed");
        _disconnected = meter.CreateCounter<long>("streams.relay.viewers_disconnected", "{viewer}",
            "Viewers that did not take a frame, by error.type: timeout, host_full. They return with their position.");
        _calls = meter.CreateCounter<long>("streams.relay.source_calls", "{call}", "Calls to streams, by kind: watch, renew, read, unwatch");
        _lag = meter.CreateHistogram<double>("streams.relay.lag", "s", "Time from an event to the flush that sends it to viewers",
            advice: new() { HistogramBucketBoundaries = [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 2.5, 5, 10, 30] });

        // A counter that appears with its first increase hides that increase.
        foreach (var counter in (Counter<long>[])[_frames, _merged, _repairs, _gaps])
            counter.Add(0);
        _disconnected.Add(0, ErrorType("timeout"));
        _disconnected.Add(0, ErrorType("host_full"));
    }

    internal void Watchers(int change) => _watchers.Add(change);

    internal void LiveStreams(int change) => _liveStreams.Add(change);

    internal void FramesSent(EncodedFrame frame, int viewers)
    {
        if (viewers == 0)
            return;
        _frames.Add(viewers);
        if (frame.Merged is > 0 and var merged)
            _merged.Add((long)merged * viewers);
    }

    internal void Repaired() => _repairs.Add(1);

    internal void SourceCalled(string kind) => _calls.Add(1, new KeyValuePair<string, object?>("streams.call", kind));

    internal void ViewerGap() => _gaps.Add(1);

    internal void ViewerDisconnected(string reason) => _disconnected.Add(1, ErrorType(reason));

    private static KeyValuePair<string, object?> ErrorType(string kind) => new("error.type", kind);

    internal void Lag(TimeSpan lag) => _lag.Record(Math.Max(0, lag.TotalSeconds));
}
