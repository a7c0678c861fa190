using Microsoft.Data.Sqlite;

namespace Streams.Client.Tests.EndToEnd;

/// <summary>The client's guarantees, against a server that is killed.</summary>
public sealed class KilledServerTests : IDisposable
{
    private const int Reports = 3_000;
    private const int Kills = 2;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("streams-client-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Goals_and_reports_count_once_and_a_watch_has_the_whole_log_despite_kills_and_lost_replies()
    {
        using var limit = new CancellationTokenSource(Limit);
        var server = await ServerProcess.StartAsync(_folder);
        try
        {
            var port = new Uri(server.Url).Port;
            using var running = new RunningClient(server.Url, loseAnswers: true);
            var created = (await running.Client.CreateGoalAsync(new("Killed"), "the-goal")).Stream;
            var id = created.Id;
            await using var watch = running.Client.WatchAsync(id, cancellationToken: limit.Token).GetAsyncEnumerator(limit.Token);
            Assert.True(await watch.MoveNextAsync());
            var watching = WatchAsync(watch);
            var pending = new List<Task<BroadcastAck>>();
            var due = Enumerable.Range(0, Kills).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
            await using (var agent = running.Client.CreateBroadcaster(id))
            {
                var harness = BroadcastAsync(agent, pending, due, limit.Token);
                foreach (var kill in due)
                {
                    await kill.Task.WaitAsync(limit.Token);

                    // SIGKILL, during a request.
                    await server.DisposeAsync();
                    server = await ServerProcess.StartAsync(_folder, port: port);
                }

                await harness;
            }

            var acks = await Task.WhenAll(pending);
            Assert.Contains(acks, ack => ack.Outcome == BroadcastOutcome.Duplicate);
            var watched = await watching;

            // The first answer was lost, so the goal was created by a repeat; after the kills, another repeat still gets the first reply.
            Assert.Equal(created, (await running.Client.CreateGoalAsync(new("Another"), "the-goal", limit.Token)).Stream);
            Assert.Equal(id, Assert.Single((await running.Client.ListStreamsAsync(cancellationToken: limit.Token)).Streams).Id);
            Assert.Equal(0, await server.StopAsync());
            var log = Log(id);
            Assert.Equal(Enumerable.Range(1, log.Count).Select(seq => (long)seq), log.Select(entry => entry.Seq));
            var activities = log.Where(entry => entry.Message is not null).ToArray();
            Assert.Equal(Expected, activities.Select(entry => entry.Message));

            // Activities are never merged: the watch has each of them, once, in order, at its position.
            Assert.Equal(
                activities.Select(entry => (entry.Seq, entry.Message)),
                watched.OfType<AgentActed>().Select(acted => (acted.Position.Seq, (string?)acted.Activity.Message)));
            var seqs = watched.Select(message => message.Position.Seq).ToArray();
            Assert.Equal(seqs.Distinct().Order(), seqs);
            Assert.Equal(log[^1].Seq, seqs[^1]);
            Assert.Single(watched.Select(message => message.Position.Epoch).Distinct());
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{acks.Length} acknowledged, {acks.Count(ack => ack.Outcome == BroadcastOutcome.Duplicate)} as duplicates; log {log.Count}, watched {seqs.Length}, "
                + $"snapshots {watched.OfType<SnapshotTaken>().Count()}");
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static IEnumerable<string> Expected => Enumerable.Range(0, Reports).Select(i => $"report {i}");

    private static async Task BroadcastAsync(
        ProgressBroadcaster agent, List<Task<BroadcastAck>> pending, TaskCompletionSource[] due, CancellationToken cancellation)
    {
        foreach (var (i, message) in Expected.Index())
        {
            // Enough pending reports that every kill interrupts some.
            if (i >= 200)
                await pending[i - 200].WaitAsync(cancellation);
            pending.Add(agent.BroadcastAgentProgressAsync("a1", "Agent", "crawler", message, cancellationToken: cancellation));
            if (i > 0 && i % (Reports / (due.Length + 1)) == 0 && i / (Reports / (due.Length + 1)) is var kill && kill <= due.Length)
                due[kill - 1].SetResult();
        }
    }

    private static async Task<List<StreamMessage>> WatchAsync(IAsyncEnumerator<StreamMessage> watch)
    {
        var messages = new List<StreamMessage> { watch.Current };
        while (!(watch.Current is AgentActed { Activity.Message: var text } && text == $"report {Reports - 1}") && await watch.MoveNextAsync())
            messages.Add(watch.Current);
        return messages;
    }

    /// <summary>The whole history, read from the database file.</summary>
    private List<(long Seq, string? Message)> Log(string id)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "streams.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT seq, json_extract(payload, '$.message') FROM event_text WHERE stream = $id ORDER BY seq";
        command.Parameters.AddWithValue("$id", id);
        using var rows = command.ExecuteReader();
        var log = new List<(long, string?)>();
        while (rows.Read())
            log.Add((rows.GetInt64(0), rows.IsDBNull(1) ? null : rows.GetString(1)));
        return log;
    }
}
