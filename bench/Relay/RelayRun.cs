using System.Diagnostics;

namespace Streams.Bench.Relay;

/// <summary>One run: everybody watches, reports come at one rate for a while, first unmeasured.</summary>
/// <param name="server">Where.</param>
/// <param name="watchers">How many connections watch, all streams together.</param>
/// <param name="activityEvery">Which report is an activity; the others are progress.</param>
/// <param name="schedule">When reports are due.</param>
internal sealed class RelayRun(IUnderLoad server, int watchers, int activityEvery, Schedule schedule)
{
    /// <summary>How long, after the last report was due, it is waited for what is still under way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    public async Task<RelayResult> RunAsync(CancellationToken cancellation)
    {
        var streams = await CreateAsync(cancellation);
        await using var audience = await Audience.GatherAsync(server, streams, watchers, cancellation);
        var reporters = streams.Select((stream, i) => new Reporter(server.ClientOf(i), stream, i, schedule, activityEvery)).ToArray();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        schedule.Start();
        var reporting = Task.WhenAll(reporters.Select(reporter => Task.Run(() => reporter.RunAsync(limit.Token), limit.Token)));

        await WaitAsync(reporting, schedule.WarmUp, cancellation);
        var (began, before) = (Stopwatch.GetTimestamp(), Counts.Now(server, reporters, audience));
        await WaitAsync(reporting, schedule.Length, cancellation);
        var (elapsed, counts) = (Stopwatch.GetElapsedTime(began), Counts.Now(server, reporters, audience) - before);
        var resident = server.Resident;

        limit.CancelAfter(Patience);
        await ArriveAsync(reporting, audience, limit.Token);
        cancellation.ThrowIfCancellationRequested();
        await audience.RequireAllAsync();
        var (missing, now) = (new LatencyHistogram(), Stopwatch.GetTimestamp());
        CountUnsent(reporters, missing, now);
        var deliveries = audience.Deliveries(missing, now);
        return new(
            elapsed,
            counts.Reports,
            counts.Frames,
            counts.Events,
            counts.Processors,
            resident,
            LatencyHistogram.Merge(reporters.Select(reporter => reporter.Acknowledgements)),
            deliveries,
            missing.Count,
            audience.Gaps);
    }

    // The end of the time, or of the reports where one failed.
    private static async Task WaitAsync(Task reporting, TimeSpan time, CancellationToken cancellation)
    {
        if (await Task.WhenAny(reporting, Task.Delay(time, TimeProvider.System, cancellation)) == reporting)
            await reporting;
        cancellation.ThrowIfCancellationRequested();
    }

    private static async Task ArriveAsync(Task reporting, Audience audience, CancellationToken limit)
    {
        try
        {
            await reporting;
            while (!audience.HasAll)
                await Task.Delay(BetweenLooks, TimeProvider.System, limit);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // What has not arrived by now is counted as missing.
        }
    }

    // Streams in order of the audience's spread: the first ones have a watcher more where it does not come out even.
    private void CountUnsent(Reporter[] reporters, LatencyHistogram missing, long now)
    {
        for (var i = 0; i < reporters.Length; i++)
            reporters[i].CountUnsent(missing, now, watchers: (watchers - i + reporters.Length - 1) / reporters.Length);
    }

    private async Task<WatchedStream[]> CreateAsync(CancellationToken cancellation)
    {
        var ids = await Goals.CreateAsync(server.ClientOf(0), schedule.Streams, schedule.Streams, cancellation);
        return await Task.WhenAll(ids.Select(async id => new WatchedStream(id, await BeginAsync(id, cancellation), schedule.Reports)));
    }

    // A stream's first report raises more events than its own.
    private async Task<long> BeginAsync(string id, CancellationToken cancellation)
    {
        using var body = ReportText.Body(0, 1, activityEvery);
        return Acknowledgement.Seq(await server.ClientOf(0).PostAsync(server.ClientOf(0).At($"/api/streams/{id}/reports"), body, cancellation));
    }

    /// <summary>What grows while it runs.</summary>
    private readonly record struct Counts(long Reports, long Frames, long Events, ProcessorTimes Processors)
    {
        public static Counts operator -(Counts left, Counts right) =>
            new(left.Reports - right.Reports, left.Frames - right.Frames, left.Events - right.Events, left.Processors - right.Processors);

        public static Counts Now(IUnderLoad server, Reporter[] reporters, Audience audience) =>
            new(reporters.Sum(reporter => (long)reporter.Acknowledged), audience.Frames, audience.Events, ProcessorTimes.Now(server));
    }
}
