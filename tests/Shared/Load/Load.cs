using System.Globalization;

namespace Streams.Tests;

/// <summary>
/// 32 who report to four streams, a built-in agent that works on a fifth, and those who watch the five, half over SignalR and half over Server-Sent Events; where the product
/// has several addresses, they are spread over these. In the end all is whole, whatever happened between.
/// </summary>
internal sealed class Load : IDisposable
{
    private const int Streams = 4;
    private const int Reporters = 32;
    private const int BotTarget = 300;

    private readonly CancellationTokenSource _stopReporting = new();
    private readonly CancellationTokenSource _stopWatching = new();
    private readonly SemaphoreSlim _batches = new(0);
    private readonly Questions _questions;
    private readonly CancellationToken _limit;
    private readonly string _watched;
    private readonly string[] _all;
    private readonly Reporter[] _reporters;
    private readonly Viewer[] _viewers;
    private Task[] _reporting = [];
    private Task[] _watching = [];

    private Load(string[] reported, string watched, Questions questions, Addresses addresses, Random random, Patience patience, LoadSize size, CancellationToken limit)
    {
        (_watched, _all, _questions, _limit) = (watched, [.. reported, watched], questions, limit);

        // Every stream, and both ways to watch it, at every address.
        _reporters = [.. Enumerable.Range(0, Reporters).Select(i => new Reporter(i, reported[i % Streams], random.Next(), size.ReportEvery, new(addresses, i / Streams), patience))];
        _viewers = [.. Enumerable.Range(0, size.Viewers).Select(Viewer (i) =>
        {
            var (stream, route) = (_all[i / 2 % _all.Length], new Route(addresses, i / 2 / _all.Length));
            return i % 2 == 0 ? new SignalRViewer(stream, route, patience) : new SseViewer(stream, route, patience);
        })];
    }

    /// <summary>Makes the streams, and returns when everybody watches and the reporters and the agent have begun.</summary>
    /// <param name="addresses">Where all find the product.</param>
    /// <param name="random">Where their randomness comes from.</param>
    /// <param name="patience">How long they wait for it.</param>
    /// <param name="size">How much there is.</param>
    /// <param name="limit">Ends all waiting of the test.</param>
    public static async Task<Load> StartAsync(Addresses addresses, Random random, Patience patience, LoadSize size, CancellationToken limit)
    {
        var questions = new Questions(new(addresses, first: 0), patience, limit);
        var streams = new string[Streams];
        for (var i = 0; i < Streams; i++)
            streams[i] = await CreateAsync(questions);
        var load = new Load(streams, await CreateAsync(questions, size.BotPace), questions, addresses, random, patience, size, limit);
        load._watching = [.. load._viewers.Select(viewer => Task.Run(() => viewer.RunAsync(load._stopWatching.Token), limit))];
        await Task.WhenAll(load._viewers.Select(viewer => viewer.Watching)).WaitAsync(limit);
        load._reporting = [.. load._reporters.Select(reporter => Task.Run(() => reporter.RunAsync(() => load._batches.Release(), load._stopReporting.Token), limit))];
        await questions.PostAsync($"/api/streams/{load._watched}/agents/{load._watched}-1-1/execute");
        return load;
    }

    /// <summary>Returns when so many more batches were acknowledged.</summary>
    public async Task AcknowledgeAsync(int batches)
    {
        for (var left = batches; left > 0; left--)
            await _batches.WaitAsync(_limit);
    }

    /// <summary>Returns when every reporter had another batch acknowledged, and every viewer has what was there then.</summary>
    public async Task RecoverAsync()
    {
        await Task.WhenAll(_reporters.Select(reporter => reporter.NextAcknowledged)).WaitAsync(_limit);
        await CatchUpAsync();
    }

    /// <summary>Makes more streams, to which nothing is reported.</summary>
    public async Task CreateMoreAsync(int streams)
    {
        for (var left = streams; left > 0; left--)
            await CreateAsync(_questions);
    }

    /// <summary>From now on pauses count.</summary>
    public void BeginPauses()
    {
        foreach (var pause in _reporters.Select(reporter => reporter.Pauses).Concat(_viewers.Select(viewer => viewer.Pauses)))
            pause.Begin();
    }

    /// <summary>How long reporters had nothing acknowledged, and viewers of what they report to were told nothing.</summary>
    /// <returns>It, in a sentence.</returns>
    public string EndPauses()
    {
        var viewers = _viewers.Where(viewer => viewer.StreamId != _watched);
        return $"longest pause of a reporter {Longest(_reporters.Select(reporter => reporter.Pauses))}, of a viewer {Longest(viewers.Select(viewer => viewer.Pauses))}";
    }

    /// <summary>Ends it, and waits until everybody has everything.</summary>
    public async Task EndAsync()
    {
        await _stopReporting.CancelAsync();
        await Task.WhenAll(_reporting).WaitAsync(_limit);
        var bot = await _questions.EndOfRunAsync(_watched, $"{_watched}-1-1");
        Assert.Equal("completed", bot.GetProperty("status").GetString());
        await CatchUpAsync();
        await _stopWatching.CancelAsync();
        await Task.WhenAll(_watching).WaitAsync(_limit);
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
            $"{_reporters.Sum(reporter => reporter.Acknowledged.Count):N0} reports acknowledged, {_reporters.Sum(reporter => reporter.Retries):N0} batches sent again, {_reporters.Sum(reporter => reporter.Duplicates):N0} reports of them were there already; {events:N0} events, {_viewers.Sum(viewer => viewer.Seen.Count):N0} seen by {_viewers.Length} viewers that came back {_viewers.Sum(viewer => viewer.Returns):N0} times");
    }

    public void Dispose()
    {
        // Those who are still at it, where the test has failed.
        _stopReporting.Cancel();
        _stopWatching.Cancel();
        _questions.Dispose();
    }

    private static string Longest(IEnumerable<PauseMeter> pauses)
    {
        var sorted = pauses.Select(pause => pause.End()).OrderBy(pause => pause.Length).ToArray();
        var (longest, middle) = (sorted[^1], sorted[sorted.Length / 2]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{longest.Length.TotalMilliseconds:N0} ms, {longest.After.TotalSeconds:N1} s after the begin (half of them {middle.Length.TotalMilliseconds:N0} ms or less)");
    }

    private static async Task<string> CreateAsync(Questions questions, int? botPace = null)
    {
        object[] agents = botPace is null ? [] : [new { agent_type = "opportunity_bot", config = new { items_per_second = botPace } }];
        var created = await questions.PostAsync("/api/streams/goal", new { name = "Under fire", target_metrics = new { companies_to_find = botPace is null ? 1_000_000 : BotTarget }, assigned_agents = agents });
        return created.GetProperty("stream").GetProperty("id").GetString()!;
    }

    private async Task CatchUpAsync()
    {
        var heads = new Dictionary<string, long>();
        foreach (var stream in _all)
            heads[stream] = (await _questions.GetAsync($"/api/streams/{stream}/snapshot")).GetProperty("position").GetProperty("seq").GetInt64();
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
