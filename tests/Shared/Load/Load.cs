using System.Globalization;

namespace Streams.Tests;

/// <summary>
/// 32 reporters on four streams, a built-in agent on a fifth, and viewers of all five, half over SignalR and half over Server-Sent Events, spread over the addresses of the
/// product. Whatever happens during the load, nothing is lost or repeated in the end.
/// </summary>
internal sealed class Load : IDisposable
{
    private const int Streams = 4;
    private const int Reporters = 32;
    private const int BotTarget = 300;

    private readonly CancellationTokenSource _stopReporting = new();
    private readonly CancellationTokenSource _stopWatching = new();
    private readonly SemaphoreSlim _batches = new(0);
    private readonly RetryingCalls _calls;
    private readonly CancellationToken _limit;
    private readonly string _watched;
    private readonly string[] _all;
    private readonly Reporter[] _reporters;
    private readonly Viewer[] _viewers;
    private Task[] _reporting = [];
    private Task[] _watching = [];

    private Load(string[] reported, string watched, RetryingCalls calls, Addresses addresses, Random random, ClientTimeouts timeouts, LoadSize size, CancellationToken limit)
    {
        (_watched, _all, _calls, _limit) = (watched, [.. reported, watched], calls, limit);

        // Every stream is watched in both ways at every address.
        _reporters = [.. Enumerable.Range(0, Reporters).Select(i => new Reporter(i, reported[i % Streams], random.Next(), size.ReportEvery, new(addresses, i / Streams), timeouts))];
        _viewers = [.. Enumerable.Range(0, size.Viewers).Select(Viewer (i) =>
        {
            var (stream, route) = (_all[i / 2 % _all.Length], new Route(addresses, i / 2 / _all.Length));
            return i % 2 == 0 ? new SignalRViewer(stream, route, timeouts) : new SseViewer(stream, route, timeouts);
        })];
    }

    /// <summary>Creates the streams and returns when all viewers watch and the reporters and the agent have started.</summary>
    /// <param name="addresses">The addresses of the product.</param>
    /// <param name="random">The source of all random choices.</param>
    /// <param name="timeouts">How long clients wait for the product.</param>
    /// <param name="size">The size of the load.</param>
    /// <param name="limit">Ends every wait.</param>
    public static async Task<Load> StartAsync(Addresses addresses, Random random, ClientTimeouts timeouts, LoadSize size, CancellationToken limit)
    {
        var calls = new RetryingCalls(new(addresses, first: 0), timeouts, limit);
        var streams = new string[Streams];
        for (var i = 0; i < Streams; i++)
            streams[i] = await CreateAsync(calls);
        var load = new Load(streams, await CreateAsync(calls, size.BotPace), calls, addresses, random, timeouts, size, limit);
        load._watching = [.. load._viewers.Select(viewer => Task.Run(() => viewer.RunAsync(load._stopWatching.Token), limit))];
        await Task.WhenAll(load._viewers.Select(viewer => viewer.Watching)).WaitAsync(limit);
        load._reporting = [.. load._reporters.Select(reporter => Task.Run(() => reporter.RunAsync(() => load._batches.Release(), load._stopReporting.Token), limit))];
        await calls.PostAsync($"/api/streams/{load._watched}/agents/{load._watched}-1-1/execute");
        return load;
    }

    /// <summary>Returns after that many more acknowledged batches.</summary>
    public async Task AcknowledgeAsync(int batches)
    {
        for (var left = batches; left > 0; left--)
            await _batches.WaitAsync(_limit);
    }

    /// <summary>Returns when every reporter has another acknowledgement and every viewer has caught up with the log as of then.</summary>
    public async Task RecoverAsync()
    {
        await Task.WhenAll(_reporters.Select(reporter => reporter.NextAcknowledged)).WaitAsync(_limit);
        await CatchUpAsync();
    }

    /// <summary>Creates more streams, without reports.</summary>
    public async Task CreateMoreAsync(int streams)
    {
        for (var left = streams; left > 0; left--)
            await CreateAsync(_calls);
    }

    /// <summary>Starts to measure pauses.</summary>
    public void BeginPauses()
    {
        foreach (var pause in _reporters.Select(reporter => reporter.Pauses).Concat(_viewers.Select(viewer => viewer.Pauses)))
            pause.Begin();
    }

    /// <summary>The longest time without an acknowledgement for a reporter, and without an event for a viewer of its stream.</summary>
    /// <returns>A sentence.</returns>
    public string EndPauses()
    {
        var viewers = _viewers.Where(viewer => viewer.StreamId != _watched);
        return $"longest pause of a reporter {Longest(_reporters.Select(reporter => reporter.Pauses))}, of a viewer {Longest(viewers.Select(viewer => viewer.Pauses))}";
    }

    /// <summary>Ends the load and waits until all viewers have everything.</summary>
    public async Task EndAsync()
    {
        await _stopReporting.CancelAsync();
        await Task.WhenAll(_reporting).WaitAsync(_limit);
        var bot = await _calls.EndOfRunAsync(_watched, $"{_watched}-1-1");
        Assert.Equal("completed", bot.GetProperty("status").GetString());

        // A call whose reply was lost may still append while the viewers catch up.
        for (Dictionary<string, long>? before = null, heads = await HeadsAsync(); before is null || heads.Any(head => before[head.Key] != head.Value); heads = await HeadsAsync())
            await ReachAsync(before = heads);
        await _stopWatching.CancelAsync();
        await Task.WhenAll(_watching).WaitAsync(_limit);
    }

    /// <summary>Compares acknowledgements and received events with the log.</summary>
    /// <returns>The counts, in a sentence.</returns>
    public async Task<string> CheckAsync(Storage storage)
    {
        var events = 0;
        foreach (var stream in _all)
        {
            var log = await storage.ReadAsync(stream);
            events += log.Count;
            AssertComplete.Log(log, _reporters.Where(reporter => reporter.StreamId == stream).SelectMany(reporter => reporter.Acknowledged));
            foreach (var viewer in _viewers.Where(viewer => viewer.StreamId == stream))
                AssertComplete.Viewer(viewer, log);
            if (stream == _watched)
                AssertComplete.Bot(log, BotTarget);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_reporters.Sum(reporter => reporter.Acknowledged.Count):N0} reports acknowledged, {_reporters.Sum(reporter => reporter.Retries):N0} batches sent again, {_reporters.Sum(reporter => reporter.Duplicates):N0} reports of them were duplicates; {events:N0} events, {_viewers.Sum(viewer => viewer.Seen.Count):N0} received by {_viewers.Length} viewers that reconnected {_viewers.Sum(viewer => viewer.Reconnects):N0} times");
    }

    public void Dispose()
    {
        // Ends the clients of a failed test.
        _stopReporting.Cancel();
        _stopWatching.Cancel();
        _calls.Dispose();
    }

    private static string Longest(IEnumerable<PauseMeter> pauses)
    {
        var sorted = pauses.Select(pause => pause.End()).OrderBy(pause => pause.Length).ToArray();
        var (longest, middle) = (sorted[^1], sorted[sorted.Length / 2]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{longest.Length.TotalMilliseconds:N0} ms, {longest.After.TotalSeconds:N1} s after the start (median {middle.Length.TotalMilliseconds:N0} ms)");
    }

    private static async Task<string> CreateAsync(RetryingCalls calls, int? botPace = null)
    {
        object[] agents = botPace is null ? [] : [new { agent_type = "opportunity_bot", config = new { items_per_second = botPace } }];
        var created = await calls.PostAsync("/api/streams/goal", new { name = "Under load", target_metrics = new { companies_to_find = botPace is null ? 1_000_000 : BotTarget }, assigned_agents = agents });
        return created.GetProperty("stream").GetProperty("id").GetString()!;
    }

    private async Task CatchUpAsync() => await ReachAsync(await HeadsAsync());

    private async Task<Dictionary<string, long>> HeadsAsync()
    {
        var heads = new Dictionary<string, long>();
        foreach (var stream in _all)
            heads[stream] = (await _calls.GetAsync($"/api/streams/{stream}/snapshot")).GetProperty("position").GetProperty("seq").GetInt64();
        return heads;
    }

    private async Task ReachAsync(Dictionary<string, long> heads)
    {
        foreach (var (viewer, run) in _viewers.Zip(_watching))
        {
            try
            {
                // A viewer that failed throws its reason.
                await await Task.WhenAny(viewer.ReachAsync(heads[viewer.StreamId]), run).WaitAsync(_limit);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{viewer} did not reach {heads[viewer.StreamId]}.");
            }
        }
    }
}
