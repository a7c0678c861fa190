using System.Diagnostics;

namespace Streams.Bench.Relay;

/// <summary>One run: all watchers connect, then reports come at a steady rate, first unmeasured.</summary>
/// <param name="system">The system under test.</param>
/// <param name="watchers">Connections that watch, all streams together.</param>
/// <param name="activityEvery">Every Nth report is an activity; the others are progress.</param>
/// <param name="schedule">When reports are due.</param>
internal sealed class RelayRun(ISystemUnderTest system, int watchers, int activityEvery, Schedule schedule)
{
    /// <summary>How long to wait, after the last due time, for what has not arrived.</summary>
    private static readonly TimeSpan ArrivalLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    public async Task<RelayResult> RunAsync(CancellationToken cancellation)
    {
        var streams = await CreateAsync(cancellation);
        await using var audience = await Audience.ConnectAsync(system, streams, watchers, cancellation);
        var reporters = streams.Select((stream, i) => new Reporter(system.ClientOf(i), stream, i, schedule, activityEvery)).ToArray();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        schedule.Start();
        var reporting = Task.WhenAll(reporters.Select(reporter => Task.Run(() => reporter.RunAsync(limit.Token), limit.Token)));

        await WaitAsync(reporting, schedule.WarmUp, cancellation);
        var (began, before) = (Stopwatch.GetTimestamp(), Counts.Now(system, reporters, audience));
        await WaitAsync(reporting, schedule.Length, cancellation);
        var (elapsed, counts) = (Stopwatch.GetElapsedTime(began), Counts.Now(system, reporters, audience) - before);
        var resident = system.Resident;

        limit.CancelAfter(ArrivalLimit);
        await WaitForArrivalsAsync(reporting, audience, limit.Token);
        cancellation.ThrowIfCancellationRequested();
        await audience.RequireAllAsync();
        var (missing, now) = (new Latencies(), Stopwatch.GetTimestamp());
        CountUnsent(reporters, missing, now);
        var deliveries = audience.Deliveries(missing, now);
        return new(
            elapsed,
            counts.Reports,
            counts.Frames,
            counts.Events,
            counts.Processors,
            resident,
            Latencies.Merge(reporters.Select(reporter => reporter.Acknowledgements)),
            deliveries,
            missing.Count,
            audience.Gaps);
    }

    // Returns after the time, or when reporting fails.
    private static async Task WaitAsync(Task reporting, TimeSpan time, CancellationToken cancellation)
    {
        if (await Task.WhenAny(reporting, Task.Delay(time, TimeProvider.System, cancellation)) == reporting)
            await reporting;
        cancellation.ThrowIfCancellationRequested();
    }

    private static async Task WaitForArrivalsAsync(Task reporting, Audience audience, CancellationToken limit)
    {
        try
        {
            await reporting;
            while (!audience.HasAll)
                await Task.Delay(PollInterval, TimeProvider.System, limit);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // Deliveries that have not arrived count as missing.
        }
    }

    // Watchers are assigned to the streams in turn, so the first streams have one more when the numbers do not divide evenly.
    private void CountUnsent(Reporter[] reporters, Latencies missing, long now)
    {
        for (var i = 0; i < reporters.Length; i++)
            reporters[i].CountUnsent(missing, now, watchers: (watchers - i + reporters.Length - 1) / reporters.Length);
    }

    private async Task<WatchedStream[]> CreateAsync(CancellationToken cancellation)
    {
        var ids = await Goals.CreateAsync(system.ClientOf(0), schedule.Streams, schedule.Streams, cancellation);
        return await Task.WhenAll(ids.Select(async id => new WatchedStream(id, await BeginAsync(id, cancellation), schedule.Reports)));
    }

    // A stream's first report raises additional events.
    private async Task<long> BeginAsync(string id, CancellationToken cancellation)
    {
        using var body = ReportText.Body(0, 1, activityEvery);
        return Acknowledgement.Seq(await system.ClientOf(0).PostAsync(system.ClientOf(0).At($"/api/streams/{id}/reports"), body, cancellation));
    }

    /// <summary>Counters that grow during a run.</summary>
    private readonly record struct Counts(long Reports, long Frames, long Events, ProcessorTimes Processors)
    {
        public static Counts operator -(Counts left, Counts right) =>
            new(left.Reports - right.Reports, left.Frames - right.Frames, left.Events - right.Events, left.Processors - right.Processors);

        public static Counts Now(ISystemUnderTest system, Reporter[] reporters, Audience audience) =>
            new(reporters.Sum(reporter => (long)reporter.Acknowledged), audience.Frames, audience.Events, ProcessorTimes.Now(system));
    }
}
