using System.Text.Json;

namespace Streams.EndToEnd.Tests;

/// <summary>The main job on real input: a goal, three agents and people who watch.</summary>
public sealed class MainJobTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("streams-e2e-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Fifty_companies_of_a_sector_are_found_enriched_and_scored_and_all_viewers_see_the_same()
    {
        await using var server = await ServerProcess.StartAsync(_data, Repository.SharedCompanies());
        var created = await server.PostAsync("/api/streams/goal", Goal(50, "opportunity_bot", "enrichment_agent", "scoring_agent"));
        var id = created.GetProperty("stream").GetProperty("id").GetString()!;
        var (signalR, sse, late) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var bySignalR = Watcher.OverSignalRAsync(server.Url, id, IsCompletion, signalR);
        var bySse = Watcher.OverSseAsync(server.Url, id, IsCompletion, sse);
        await Task.WhenAll(signalR.Task, sse.Task);
        foreach (var agent in created.GetProperty("assigned_agents").EnumerateArray())
        {
            var run = await server.RunAgentAsync(id, agent.GetProperty("agent_id").GetString()!);
            Assert.Equal("completed", run.GetProperty("status").GetString());
        }

        // The frames of two viewers may omit different progress updates, but nothing else.
        var (a, b) = (await bySignalR, await bySse);
        Assert.Equal(Watcher.NeverOmitted(a), Watcher.NeverOmitted(b));
        Assert.Equal(a.Select(seen => seen.Seq).Order().Distinct(), a.Select(seen => seen.Seq));
        Assert.Equal(b.Select(seen => seen.Seq).Order().Distinct(), b.Select(seen => seen.Seq));

        // A viewer that resumes after the first event gets the same from the log.
        var epoch = (await server.GetAsync($"/api/streams/{id}/snapshot")).GetProperty("position").GetProperty("epoch").GetString();
        var replayed = await Watcher.OverSseAsync(server.Url, id, IsCompletion, late, $"{epoch}:1");
        Assert.Equal(Watcher.NeverOmitted(a), Watcher.NeverOmitted(replayed));

        var progress = a.Where(seen => seen.Event == "progress-update").Select(seen => JsonElement.Parse(seen.Payload)).ToArray();
        Assert.Equal((50, 50), (progress[^1].GetProperty("completed").GetInt32(), progress[^1].GetProperty("total").GetInt32()));
        Assert.DoesNotContain(progress, tick => tick.GetProperty("completed").GetInt32() > 50);
        var milestones = a.Where(seen => seen.Event == "milestone").Select(seen => JsonElement.Parse(seen.Payload)).ToArray();
        Assert.Equal(
            ["25", "50", "75"],
            milestones.Where(milestone => Type(milestone) == "progress_milestone").Select(milestone => milestone.GetProperty("data").GetProperty("percentage").GetRawText()));
        Assert.Single(milestones, milestone => Type(milestone) == "target_reached");
        Assert.Single(milestones, milestone => Type(milestone) == "completion");

        var items = await ItemsAsync(server, id);
        Assert.Equal(50, items.Count);
        Assert.Equal(50, items.Select(item => item.GetProperty("key").GetString()).Distinct().Count());
        Assert.All(items, item => Assert.Contains(
            "Information Technology", item.GetProperty("data").GetProperty("industry").EnumerateArray().Select(industry => industry.GetString())));
        Assert.All(items, item => Assert.InRange(item.GetProperty("quality_score").GetDouble(), 0, 5));
        Assert.All(items, item => Assert.NotEqual(0, item.GetProperty("data").GetProperty("score_reasons").GetArrayLength()));
        var stream = (await server.GetAsync($"/api/streams/{id}")).GetProperty("stream");
        Assert.Equal("completed", stream.GetProperty("goal_status").GetString());
    }

    [Fact]
    public async Task A_goal_with_too_few_matches_ends_with_all_of_them_and_reports_how_many_are_missing()
    {
        var file = Repository.SharedCompanies();
        await using var server = await ServerProcess.StartAsync(_data, file);
        var created = await server.PostAsync("/api/streams/goal", Goal(600, "opportunity_bot"));
        var id = created.GetProperty("stream").GetProperty("id").GetString()!;
        var run = await server.RunAgentAsync(id, created.GetProperty("assigned_agents")[0].GetProperty("agent_id").GetString()!);

        // Counted without the product's reader: no name in the file has a quoted comma before the sector.
        var matching = File.ReadLines(file).Count(line => line.Contains(",Information Technology,", StringComparison.Ordinal));
        var items = await ItemsAsync(server, id);
        Assert.Equal(matching, items.Count);
        Assert.Equal("completed", run.GetProperty("status").GetString());
        Assert.Equal(600 - matching, run.GetProperty("results").GetProperty("missing").GetInt32());
        var snapshot = await server.GetAsync($"/api/streams/{id}/snapshot");
        Assert.Equal("in_progress", snapshot.GetProperty("stream").GetProperty("goal_status").GetString());
        Assert.Contains($"{600 - matching} of 600 are missing", snapshot.GetProperty("activities")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static object Goal(int target, params string[] agents) => new
    {
        name = $"{target} companies of Information Technology",
        goal_criteria = new { industry = new[] { "Information Technology" } },
        target_metrics = new { companies_to_find = target },
        assigned_agents = agents.Select(agent => new { agent_type = agent }),
    };

    private static bool IsCompletion(Seen seen) => seen.Event == "stream-updated" && JsonElement.Parse(seen.Payload).GetProperty("goal_status").GetString() == "completed";

    private static string? Type(JsonElement milestone) => milestone.GetProperty("type").GetString();

    private static async Task<List<JsonElement>> ItemsAsync(ServerProcess server, string id)
    {
        var items = new List<JsonElement>();
        for (var cursor = ""; ;)
        {
            var page = await server.GetAsync($"/api/streams/{id}/items?limit=100{cursor}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            if (page.GetProperty("next_cursor").GetString() is not { } next)
                return items;
            cursor = $"&cursor={Uri.EscapeDataString(next)}";
        }
    }
}
