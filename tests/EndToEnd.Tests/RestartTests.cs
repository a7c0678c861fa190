using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Streams.EndToEnd.Tests;

/// <summary>A restart does not affect the results.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streams-e2e-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("opportunity_bot")]
    [InlineData("enrichment_agent")]
    [InlineData("scoring_agent")]
    public async Task A_run_interrupted_by_SIGTERM_continues_and_ends_like_an_uninterrupted_one(string interrupted)
    {
        var undisturbed = await RunAsync(Path.Combine(_folder, "undisturbed"), interrupted, stop: false);
        var stopped = await RunAsync(Path.Combine(_folder, "stopped"), interrupted, stop: true);
        Assert.Equal(undisturbed.Items, stopped.Items);
        Assert.Equal(undisturbed.Results, stopped.Results);
        Assert.Equal(undisturbed.Milestones, stopped.Milestones);
        Assert.Equal(Enumerable.Range(1, stopped.Seqs.Count).Select(i => (long)i), stopped.Seqs);
    }

    private static async Task<Outcome> RunAsync(string data, string interrupted, bool stop)
    {
        string[] agents = ["opportunity_bot", "enrichment_agent", "scoring_agent"];
        var server = await ServerProcess.StartAsync(data);
        try
        {
            var created = await server.PostAsync("/api/streams/goal", new
            {
                name = "Thirty",
                target_metrics = new { companies_to_find = 30 },
                assigned_agents = agents.Select(agent => new { agent_type = agent, config = new { items_per_second = agent == interrupted ? 15 : 1_000 } }),
            });
            var id = created.GetProperty("stream").GetProperty("id").GetString()!;
            JsonElement run = default;
            foreach (var agent in created.GetProperty("assigned_agents").EnumerateArray())
            {
                var agentId = agent.GetProperty("agent_id").GetString()!;
                if (stop && agent.GetProperty("agent_type").GetString() == interrupted)
                {
                    var before = (await server.GetAsync($"/api/streams/{id}/snapshot")).GetProperty("position").GetProperty("seq").GetInt64();
                    await server.PostAsync($"/api/streams/{id}/agents/{agentId}/execute");
                    while ((await server.GetAsync($"/api/streams/{id}/snapshot")).GetProperty("position").GetProperty("seq").GetInt64() < before + 15)
                        await Task.Yield();
                    Assert.Equal(0, await server.StopAsync());
                    server.AssertNoWarnings();
                    await server.DisposeAsync();
                    server = await ServerProcess.StartAsync(data);
                    run = await server.EndOfRunAsync(id, agentId);
                }
                else
                {
                    var ended = await server.RunAgentAsync(id, agentId);
                    run = agent.GetProperty("agent_type").GetString() == interrupted ? ended : run;
                }
            }

            var snapshot = await server.GetAsync($"/api/streams/{id}/snapshot");
            Assert.Equal("completed", snapshot.GetProperty("stream").GetProperty("goal_status").GetString());
            Assert.Equal("completed", run.GetProperty("status").GetString());
            var items = (await server.GetAsync($"/api/streams/{id}/items?limit=100")).GetProperty("items").EnumerateArray().ToArray();
            var position = snapshot.GetProperty("position").GetProperty("seq").GetInt64();
            Assert.Equal(0, await server.StopAsync());
            var seqs = Seqs(data, id);
            Assert.Equal(position, seqs[^1]);
            return new(
                [.. items.Select(item => $"{item.GetProperty("key")} {item.GetProperty("stage")} {item.GetProperty("quality_score")} {item.GetProperty("data")}")],
                run.GetProperty("results").GetRawText(),
                [.. snapshot.GetProperty("milestones").EnumerateArray().Select(milestone => $"{milestone.GetProperty("type")} {milestone.GetProperty("title")}")],
                seqs);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>The sequences of the whole history, read from the file: frames may omit progress updates, the log may not.</summary>
    private static List<long> Seqs(string data, string id)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "streams.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT seq FROM events WHERE stream = $id ORDER BY seq";
        command.Parameters.AddWithValue("$id", id);
        using var rows = command.ExecuteReader();
        var seqs = new List<long>();
        while (rows.Read())
            seqs.Add(rows.GetInt64(0));
        return seqs;
    }

    private sealed record Outcome(List<string> Items, string Results, List<string> Milestones, List<long> Seqs);
}
