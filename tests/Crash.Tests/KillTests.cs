using System.Globalization;
using System.Text.Json;

namespace Streams.Crash.Tests;

/// <summary>
/// The server is killed at random moments under load, and started again. <c>STREAMS_ROUNDS</c> is how often (20), <c>STREAMS_SEED</c> makes the randomness of one run that of
/// another.
/// </summary>
public abstract class KillTests(ITestOutputHelper output)
{
    private const int Streams = 4;
    private const int Reporters = 32;
    private const int Viewers = 50;
    private const int BotTarget = 300;

    private static readonly int Rounds = Setting("STREAMS_ROUNDS") ?? 20;
    private static readonly int Seed = Setting("STREAMS_SEED") ?? Random.Shared.Next();
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60 + (12 * Rounds));

    [Fact]
    public async Task What_was_acknowledged_is_there_once_and_every_viewer_has_it()
    {
        using var storage = await OpenAsync();
        await RunAsync(storage);
    }

    private protected abstract Task<Storage> OpenAsync();

    private async Task RunAsync(Storage storage)
    {
        Say($"STREAMS_SEED={Seed} STREAMS_ROUNDS={Rounds}");
        var (random, downtime) = (new Random(Seed), new Downtime());
        using var limit = new CancellationTokenSource(Limit);
        var server = await storage.StartAsync(port: 0);
        try
        {
            var url = server.Url;
            var streams = new List<string>();
            for (var i = 0; i < Streams; i++)
                streams.Add(await CreateAsync(server, bot: false));
            var watched = await CreateAsync(server, bot: true);

            using var stopReporting = new CancellationTokenSource();
            using var stopWatching = new CancellationTokenSource();
            using var batches = new SemaphoreSlim(0);
            var reporters = Enumerable.Range(0, Reporters).Select(i => new Reporter(i, streams[i % Streams], random.Next(), downtime)).ToArray();
            var viewers = Enumerable.Range(0, Viewers).Select(i => Viewer(i, [.. streams, watched], downtime)).ToArray();
            var watching = viewers.Select(viewer => Task.Run(() => viewer.RunAsync(url, stopWatching.Token))).ToArray();
            await Task.WhenAll(viewers.Select(viewer => viewer.Watching)).WaitAsync(limit.Token);
            var reporting = reporters.Select(reporter => Task.Run(() => reporter.RunAsync(url, () => batches.Release(), stopReporting.Token))).ToArray();
            await server.PostAsync($"/api/streams/{watched}/agents/{watched}-1-1/execute");

            for (var round = 0; round < Rounds; round++)
            {
                for (var left = random.Next(20, 400); left > 0; left--)
                    await batches.WaitAsync(limit.Token);
                downtime.Begin();
                await server.DisposeAsync();
                server = await storage.StartAsync(new Uri(url).Port);
                downtime.End();
            }

            await stopReporting.CancelAsync();
            await Task.WhenAll(reporting).WaitAsync(limit.Token);
            var bot = await server.EndOfRunAsync(watched, $"{watched}-1-1");
            Assert.Equal("completed", bot.GetProperty("status").GetString());
            foreach (var (viewer, run) in viewers.Zip(watching))
                await CatchUpAsync(server, viewer, run, limit.Token);
            await stopWatching.CancelAsync();
            await Task.WhenAll(watching);
            Assert.Equal(0, await server.StopAsync());

            var events = 0;
            foreach (var stream in streams.Append(watched))
            {
                var log = await storage.ReadAsync(stream);
                events += log.Count;
                CheckLog(log, [.. reporters.Where((_, i) => i < Reporters && streams[i % Streams] == stream).SelectMany(reporter => reporter.Acknowledged)]);
                foreach (var viewer in viewers.Where(viewer => viewer.StreamId == stream))
                    CheckViewer(viewer, log);
            }

            CheckBot(await storage.ReadAsync(watched));
            Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{Rounds} kills: {reporters.Sum(reporter => reporter.Acknowledged.Count):N0} reports acknowledged, {reporters.Sum(reporter => reporter.Retries):N0} batches sent again, {events:N0} events, {viewers.Sum(viewer => viewer.Seen.Count):N0} seen by {Viewers} viewers that came back {viewers.Sum(viewer => viewer.Returns):N0} times"));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task CatchUpAsync(ServerProcess server, Viewer viewer, Task watching, CancellationToken limit)
    {
        var head = (await server.GetAsync($"/api/streams/{viewer.StreamId}/snapshot")).GetProperty("position").GetProperty("seq").GetInt64();
        try
        {
            // One that failed will not get there, and says why.
            await await Task.WhenAny(viewer.ReachAsync(head), watching).WaitAsync(limit);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{viewer} did not get to {head}.");
        }
    }

    private static Viewer Viewer(int i, List<string> streams, Downtime downtime) =>
        i % 2 == 0 ? new SignalRViewer(streams[i / 2 % streams.Count], downtime) : new SseViewer(streams[i / 2 % streams.Count], downtime);

    private static async Task<string> CreateAsync(ServerProcess server, bool bot)
    {
        object[] agents = bot ? [new { agent_type = "opportunity_bot", config = new { items_per_second = 15 } }] : [];
        var created = await server.PostAsync("/api/streams/goal", new { name = "Under fire", target_metrics = new { companies_to_find = bot ? BotTarget : 1_000_000 }, assigned_agents = agents });
        return created.GetProperty("stream").GetProperty("id").GetString()!;
    }

    private static void CheckLog(List<Logged> log, List<string> acknowledged)
    {
        Assert.Equal(Enumerable.Range(1, log.Count).Select(seq => (long)seq), log.Select(logged => logged.Seq));
        var ids = log.Where(logged => logged.ReportId is not null).Select(logged => logged.ReportId!).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());

        // The built-in agent's own reports are in there too.
        Assert.Equal(acknowledged.Order(StringComparer.Ordinal), ids.Where(id => id.StartsWith('r')).Order(StringComparer.Ordinal));
        var keys = log.Where(logged => logged.Event == "item-added").Select(logged => JsonElement.Parse(logged.Payload).GetProperty("key").GetString()).ToArray();
        Assert.Equal(keys.Length, keys.Distinct().Count());
        var milestones = log.Where(logged => logged.Event == "milestone").Select(logged => JsonElement.Parse(logged.Payload)).Select(it => $"{it.GetProperty("type")} {it.GetProperty("title")}").ToArray();
        Assert.Equal(milestones.Length, milestones.Distinct().Count());
    }

    /// <summary>All that no frame may leave out, once and in order; of the rest nothing that did not happen.</summary>
    private static void CheckViewer(Viewer viewer, List<Logged> log)
    {
        Assert.Equal(viewer.Seen.Select(seen => seen.Seq).Distinct().Order(), viewer.Seen.Select(seen => seen.Seq));
        foreach (var seen in viewer.Seen)
        {
            var logged = log[(int)seen.Seq - 1];
            Assert.Equal((logged.Event, string.GetHashCode(logged.Payload, StringComparison.Ordinal)), (seen.Event, seen.Payload));
        }

        Assert.Equal(
            log.Where(logged => logged.Seq > viewer.Start && Lasts(logged.Event)).Select(logged => logged.Seq),
            viewer.Seen.Where(seen => Lasts(seen.Event)).Select(seen => seen.Seq));

        static bool Lasts(string name) => name is "agent-activity" or "milestone" or "item-added";
    }

    private static void CheckBot(List<Logged> log)
    {
        Assert.Equal(BotTarget, log.Count(logged => logged.Event == "item-added"));

        // Growth depends on how the kills fell.
        var reached = log.Where(logged => logged.Event == "milestone").Select(logged => JsonElement.Parse(logged.Payload).GetProperty("type").GetString()!);
        Assert.Equal(
            ["completion", "progress_milestone", "progress_milestone", "progress_milestone", "target_reached"],
            reached.Where(type => type != "growth_milestone").Order(StringComparer.Ordinal));
    }

    private void Say(string text)
    {
        output.WriteLine(text);
        TestContext.Current.SendDiagnosticMessage(text);
    }

    private static int? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
}

/// <summary>On SQLite.</summary>
public sealed class KillOnSqliteTests(ITestOutputHelper output) : KillTests(output)
{
    private protected override Task<Storage> OpenAsync() => Task.FromResult(Storage.Sqlite());
}

/// <summary>On PostgreSQL.</summary>
public sealed class KillOnPostgresTests(PostgresServer postgres, ITestOutputHelper output) : KillTests(output)
{
    private protected override async Task<Storage> OpenAsync() => Storage.Postgres(await postgres.CreateDatabaseAsync());
}
