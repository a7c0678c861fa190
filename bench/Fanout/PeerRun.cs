using System.Diagnostics;
using Streams.Bench.Fanout.Adaptors;
using Streams.Bench.Fanout.Peers;
using Streams.Bench.Load;

namespace Streams.Bench.Fanout;

/// <summary>The measurements of one server that has just started.</summary>
/// <param name="settings">What is measured.</param>
/// <param name="peer">What the server is.</param>
/// <param name="server">The server.</param>
/// <param name="figures">Where the figures go.</param>
/// <param name="hasTime">Whether to wait for the memory that is left a minute after the load.</param>
/// <param name="note">Takes what the reader of the figures must know.</param>
internal sealed class PeerRun(FanoutSettings settings, Peer peer, ServerUnderLoad server, Figures figures, bool hasTime, Action<string> note)
{
    private const int Crowd = 1_000;
    private const int CrowdRate = 60;
    private const int OutageViewers = 100;
    private const int MostEventsInOutage = 10_000;

    private static readonly TimeSpan ShortWarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Adaptor _adaptor = peer.Adapt(server.Client);
    private bool _isWarm;

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (settings.Includes(FanoutSettings.Crowd))
            await MeasureCrowdAsync(cancellation);
        if (settings.Includes(FanoutSettings.Many))
            await MeasureLatencyAsync(Row.Many, Row.ManyCost, streams: 100, each: 50, rate: 10, cancellation);
        if (settings.Includes(FanoutSettings.Single))
            await MeasureLatencyAsync(Row.Single, cost: null, streams: 1, each: 1, rate: 20, cancellation);
        if (settings.Includes(FanoutSettings.Outage))
            await MeasureOutageAsync(cancellation);
        if (settings.Includes(FanoutSettings.Durable) && peer is StreamsPeer)
            await MeasureDurableAsync(cancellation);
    }

    private static Task WaitAsync(TimeSpan time, CancellationToken cancellation) => Task.Delay(time, TimeProvider.System, cancellation);

    private async Task MeasureCrowdAsync(CancellationToken cancellation)
    {
        var streams = await _adaptor.CreateStreamsAsync(1, cancellation);
        await using var viewers = new Viewers(_adaptor);
        // The first viewer makes the server load and compile what all need.
        await viewers.AddAsync(streams, each: 1, cancellation);
        var before = server.Resident;
        await viewers.AddAsync(streams, Crowd - 1, cancellation);
        await WaitAsync(TimeSpan.FromSeconds(1), cancellation);
        figures.Add(Row.Idle, peer.Title, (server.Resident - before) * 1024 / (Crowd - 1));

        await MeasureLatencyAsync(Row.Latency, Row.LatencyCost, streams, viewers, CrowdRate, cancellation);
        await SaturateAsync(streams, viewers, cancellation);
        await viewers.DrainAsync(cancellation);
        figures.Add(Row.Memory, peer.Title, server.Resident);
        if (hasTime)
        {
            await WaitAsync(Minute, cancellation);
            figures.Add(Row.MemoryLater, peer.Title, server.Resident);
        }

        Note(Row.Saturation.Name, viewers);
    }

    private async Task MeasureLatencyAsync(Row row, Row? cost, int streams, int each, int rate, CancellationToken cancellation)
    {
        var ids = await _adaptor.CreateStreamsAsync(streams, cancellation);
        await using var viewers = new Viewers(_adaptor);
        await viewers.AddAsync(ids, each, cancellation);
        await MeasureLatencyAsync(row, cost, ids, viewers, rate, cancellation);
        Note(row.Name, viewers);
    }

    /// <summary>Open loop: the load does not depend on the server's replies.</summary>
    private async Task MeasureLatencyAsync(Row row, Row? cost, string[] streams, Viewers viewers, int rate, CancellationToken cancellation)
    {
        var publisher = new Publisher(_adaptor, streams);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var publishing = publisher.AtRate(rate, stop.Token);
        await WaitAsync(_isWarm ? ShortWarmUp : settings.WarmUp, cancellation);
        _isWarm = true;
        var (began, sent, used) = (Stopwatch.GetTimestamp(), publisher.Sent, ProcessorTimes.Now(server));
        viewers.Measurement.Open();
        await WaitAsync(settings.Length, cancellation);
        viewers.Measurement.Close();
        if (publisher.Unanswered > FanoutBench.Connections)
            Note($"{row.Name}: {publisher.Unanswered:N0} events wait for an answer: more than the load generator has connections, so it measures itself");
        (sent, used) = (publisher.Sent - sent, ProcessorTimes.Now(server) - used);
        Charge(cost, used, Stopwatch.GetElapsedTime(began));
        await stop.CancelAsync();
        await publishing;
        await viewers.DrainAsync(cancellation);
        var latencies = viewers.Measurement.Latencies();
        if (latencies.Count == 0)
            throw new BenchFailedException($"{row.Name}: no event arrived.");
        var expected = sent * viewers.All.Count / streams.Length;
        figures.Add(row, peer.Title, latencies.At(0.50).TotalMilliseconds, latencies.At(0.99).TotalMilliseconds);
        // An event that is sent while the window opens or closes may count on one side only.
        if (Math.Abs(expected - latencies.Count) > 2L * viewers.All.Count)
            Note($"{row.Name}: {latencies.Count:N0} of {expected:N0} events arrived");
        Note(row.Name, publisher);
    }

    /// <summary>Closed loop: as fast as the server accepts.</summary>
    private async Task SaturateAsync(string[] streams, Viewers viewers, CancellationToken cancellation)
    {
        var publisher = new Publisher(_adaptor, streams);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var publishing = publisher.Flood(FanoutBench.Callers, stop.Token);
        await WaitAsync(ShortWarmUp, cancellation);
        var (began, delivered, used) = (Stopwatch.GetTimestamp(), viewers.Measurement.Total, ProcessorTimes.Now(server));
        await WaitAsync(settings.Length, cancellation);
        var elapsed = Stopwatch.GetElapsedTime(began);
        figures.Add(Row.Saturation, peer.Title, (viewers.Measurement.Total - delivered) / elapsed.TotalSeconds);
        Charge(Row.SaturationCost, ProcessorTimes.Now(server) - used, elapsed);
        await stop.CancelAsync();
        await publishing;
        Note(Row.Saturation.Name, publisher);
    }

    /// <summary>Every second viewer loses its connection, reconnects with what the protocol offers, and counts what it never got or got twice.</summary>
    private async Task MeasureOutageAsync(CancellationToken cancellation)
    {
        var streams = await _adaptor.CreateStreamsAsync(1, cancellation);
        await using var viewers = new Viewers(_adaptor);
        await viewers.AddAsync(streams, OutageViewers, cancellation, MostEventsInOutage);
        var publisher = new Publisher(_adaptor, streams);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var publishing = publisher.AtRate(CrowdRate, stop.Token);
        await WaitAsync(ShortWarmUp, cancellation);
        Subscriber[] dropped = [.. viewers.All.Where((_, i) => i % 2 == 0)];
        var sent = publisher.Sent;
        foreach (var subscriber in dropped)
            subscriber.Abort();
        await Task.WhenAll(dropped.Select(subscriber => subscriber.Loop));
        await WaitAsync(Outage, cancellation);
        sent = publisher.Sent - sent;
        await Viewers.ConnectAsync(dropped, resume: true, cancellation);
        await WaitAsync(Outage, cancellation);
        await stop.CancelAsync();
        await publishing;
        await viewers.DrainAsync(cancellation);
        var newest = (int)publisher.Sent;
        figures.Add(
            Row.Outage,
            peer.Title,
            sent,
            dropped.Average(subscriber => subscriber.Ledger!.Skip(1).Take(newest).Count(times => times == 0)),
            dropped.Average(subscriber => subscriber.Ledger!.Count(times => times > 1)));
        if (dropped.Count(subscriber => subscriber.ToldOfLoss) is > 0 and var told)
            Note($"{Row.Outage.Name}: the server told {told} of {dropped.Length} viewers that events were lost");
        Note(Row.Outage.Name, publisher);
        Note(Row.Outage.Name, viewers);
    }

    private async Task MeasureDurableAsync(CancellationToken cancellation)
    {
        var streams = await _adaptor.CreateStreamsAsync(1, cancellation);
        var result = await new ThroughputRun(server, FanoutBench.Callers, settings.WarmUp / 2, settings.Length).RunAsync(streams, batch: 1, cancellation);
        figures.Add(Row.Durable, peer.Title, result.RequestsPerSecond, result.Latencies.At(0.99).TotalMilliseconds);
        if (result.Failures > 0)
            Note($"{Row.Durable.Name}: {result.Describe()}");
    }

    private void Charge(Row? cost, ProcessorTimes used, TimeSpan elapsed)
    {
        if (cost is not null)
            figures.Add(cost, peer.Title, 100 * (used.Server / elapsed), 100 * (used.Load / elapsed));
        // The kernel counts a process's time exactly, but the machine's by samples, so the rest may be less than nothing.
        figures.Add(Row.Disturbance, peer.Title, Math.Max(0, 100 * (used.Others / elapsed)), 100 * (used.Stolen / elapsed));
    }

    private void Note(string what, Publisher publisher)
    {
        foreach (var (text, count) in publisher.Errors)
            Note($"{what}: {count:N0} x {text}");
    }

    private void Note(string what, Viewers viewers)
    {
        foreach (var (text, count) in viewers.Measurement.Disconnects)
            Note($"{what}: {count:N0} viewers lost their connection: {text}");
    }

    private void Note(string text) => note($"{peer.Title}: {text}");
}
