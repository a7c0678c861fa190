using System.Globalization;

namespace Streams.Crash.Tests;

/// <summary>
/// 32 who report to four streams, a built-in agent that works on a fifth, and 50 who watch the five, half over SignalR and half over Server-Sent Events. In the end all is
/// whole, whatever happened between.
/// </summary>
internal sealed class Load : IDisposable
{
    private const int Streams = 4;
    private const int Reporters = 32;
    private const int Viewers = 50;
    private const int BotTarget = 300;

    private readonly CancellationTokenSource _stopReporting = new();
    private readonly CancellationTokenSource _stopWatching = new();
    private readonly SemaphoreSlim _batches = new(0);
    private readonly CancellationToken _limit;
    private readonly string _watched;
    private readonly string[] _all;
    private readonly Reporter[] _reporters;
    private readonly Viewer[] _viewers;
    private Task[] _reporting = [];
    private Task[] _watching = [];

    private Load(string[] reported, string watched, Random random, Downtime downtime, Patience patience, CancellationToken limit)
    {
        (_watched, _all, _limit) = (watched, [.. reported, watched], limit);
        _reporters = [.. Enumerable.Range(0, Reporters).Select(i => new Reporter(i, reported[i % Streams], random.Next(), downtime, patience))];
        _viewers = [.. Enumerable.Range(0, Viewers).Select(Viewer (i) => _all[i / 2 % _all.Length] is var stream && i % 2 == 0
            ? new SignalRViewer(stream, downtime, patience)
            : new SseViewer(stream, downtime, patience))];
    }

    /// <summary>Makes the streams, and returns when everybody watches and the reporters and the agent have begun.</summary>
    /// <param name="server">The server.</param>
    /// <param name="url">Where reporters and viewers find it.</param>
    /// <param name="random">Where their randomness comes from.</param>
    /// <param name="downtime">When there is nothing to find there.</param>
    /// <param name="patience">How long they wait for it.</param>
    /// <param name="botPace">How many of its 300 items the agent finds a second.</param>
    /// <param name="limit">Ends all waiting of the test.</param>
    public static async Task<Load> StartAsync(ServerProcess server, string url, Random random, Downtime downtime, Patience patience, int botPace, CancellationToken limit)
    {
        var streams = new string[Streams];
        for (var i = 0; i < Streams; i++)
            streams[i] = await CreateAsync(server);
        var load = new Load(streams, await CreateAsync(server, botPace), random, downtime, patience, limit);
        load._watching = [.. load._viewers.Select(viewer => Task.Run(() => viewer.RunAsync(url, load._stopWatching.Token), limit))];
        await Task.WhenAll(load._viewers.Select(viewer => viewer.Watching)).WaitAsync(limit);
        load._reporting = [.. load._reporters.Select(reporter => Task.Run(() => reporter.RunAsync(url, () => load._batches.Release(), load._stopReporting.Token), limit))];
        await server.PostAsync($"/api/streams/{load._watched}/agents/{load._watched}-1-1/execute");
        return load;
    }

    /// <summary>Returns when so many more batches were acknowledged.</summary>
    public async Task AcknowledgeAsync(int batches)
    {
        for (var left = batches; left > 0; left--)
            await _batches.WaitAsync(_limit);
    }

    /// <summary>Returns when every reporter had another batch acknowledged, and every viewer has what was there then.</summary>
    public async Task RecoverAsync(ServerProcess server)
    {
        await Task.WhenAll(_reporters.Select(reporter => reporter.NextAcknowledged)).WaitAsync(_limit);
        await CatchUpAsync(server);
    }

    /// <summary>Ends it, waits until everybody has everything, and stops the server.</summary>
    public async Task EndAsync(ServerProcess server)
    {
        await _stopReporting.CancelAsync();
        await Task.WhenAll(_reporting).WaitAsync(_limit);
        var bot = await server.EndOfRunAsync(_watched, $"{_watched}-1-1");
        Assert.Equal("completed", bot.GetProperty("status").GetString());
        await CatchUpAsync(server);
        await _stopWatching.CancelAsync();
        await Task.WhenAll(_watching).WaitAsync(_limit);
        Assert.Equal(0, await server.StopAsync());
    }

    /// <summary>Compares what everybody was told with the log.</summary>
    /// <returns>What there was, in a sentence.</returns>
    public async Task<string> CheckAsync(Storage storage)
    {
        var events = 0;
        foreach (var stream in _all)
        {
            var log = await storage.ReadAsync(stream);
            events += log.Count;
            Whole.Log(log, _reporters.Where(reporter => reporter.StreamId == stream).SelectMany(reporter => reporter.Acknowledged));
            foreach (var viewer in _viewers.Where(viewer => viewer.StreamId == stream))
                Whole.Viewer(viewer, log);
            if (stream == _watched)
                Whole.Bot(log, BotTarget);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_reporters.Sum(reporter => reporter.Acknowledged.Count):N0} reports acknowledged, {_reporters.Sum(reporter => reporter.Retries):N0} batches sent again, {_reporters.Sum(reporter => reporter.Duplicates):N0} reports of them were there already; {events:N0} events, {_viewers.Sum(viewer => viewer.Seen.Count):N0} seen by {Viewers} viewers that came back {_viewers.Sum(viewer => viewer.Returns):N0} times");
    }

    public void Dispose()
    {
        // Those who are still at it, where the test has failed.
        _stopReporting.Cancel();
        _stopWatching.Cancel();
    }

    private static async Task<string> CreateAsync(ServerProcess server, int? botPace = null)
    {
        object[] agents = botPace is null ? [] : [new { agent_type = "opportunity_bot", config = new { items_per_second = botPace } }];
        var created = await server.PostAsync("/api/streams/goal", new { name = "Under fire", target_metrics = new { companies_to_find = botPace is null ? 1_000_000 : BotTarget }, assigned_agents = agents });
        return created.GetProperty("stream").GetProperty("id").GetString()!;
    }

    private async Task CatchUpAsync(ServerProcess server)
    {
        var heads = new Dictionary<string, long>();
        foreach (var stream in _all)
            heads[stream] = (await server.GetAsync($"/api/streams/{stream}/snapshot")).GetProperty("position").GetProperty("seq").GetInt64();
        foreach (var (viewer, run) in _viewers.Zip(_watching))
        {
            try
            {
                // One that failed will not get there, and says why.
                await await Task.WhenAny(viewer.ReachAsync(heads[viewer.StreamId]), run).WaitAsync(_limit);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{viewer} did not get to {heads[viewer.StreamId]}.");
            }
        }
    }
}
