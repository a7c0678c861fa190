using System.Text.Json.Nodes;

namespace Streams.Client.Tests.EndToEnd;

/// <summary>Every call against a running server: shapes, addresses and codes are those that the server uses.</summary>
public sealed class CallTests(SharedServer server)
{
    [Fact]
    public async Task A_goal_can_be_created_watched_and_deleted()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        using var running = new RunningClient(server.Url);
        var client = running.Client;

        var created = await client.CreateGoalAsync(new(
            "Fifty", "D", new(["SaaS"]), new(2), new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero),
            [new(AgentTypes.OpportunityBot, Config: new JsonObject { ["items_per_second"] = 10 })]));
        var id = created.Stream.Id;
        Assert.Equal((GoalStatus.NotStarted, 2), (created.Stream.GoalStatus, created.Stream.TargetMetrics.CompaniesToFind));
        Assert.Equal(AgentStatus.Idle, created.AssignedAgents.Single().Status);
        var patched = await client.PatchStreamAsync(id, new(Name: "Two", Description: "", ClearDeadline: true));
        Assert.Equal(("Two", null, null), (patched.Name, patched.Description, patched.GoalDeadline));
        Assert.Equal(patched, await client.GetStreamAsync(id));
        Assert.Contains((await client.ListStreamsAsync(GoalStatus.NotStarted, 10)).Streams, listed => listed.Id == id && listed.Progress.Percentage == 0);

        await using var watch = client.WatchAsync(id, cancellationToken: limit.Token).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal("Two", Assert.IsType<SnapshotTaken>(watch.Current).Snapshot.Stream.Name);
        await using var agent = client.CreateBroadcaster(id);
        var bad = agent.BroadcastMilestoneAsync("no type!", "T", "D");
        _ = agent.BroadcastAgentStartedAsync("a1", "Agent", "crawler");
        _ = agent.BroadcastItemsAsync([new(Key: null, "Ada Ltd", QualityScore: 4, Data: new JsonObject { ["n"] = 1 })], "a1");
        await agent.BroadcastAgentProgressAsync("a1", "Agent", "crawler", "日本", new JsonObject { ["n"] = 1 });
        var refused = await Assert.ThrowsAsync<BroadcastException>(() => bad);
        Assert.Equal("validation_failed", refused.Code);
        Assert.Contains("type", refused.Errors.Keys);

        var position = watch.Current.Position;
        var seen = new List<string>();
        while (seen.LastOrDefault() != "日本" && await watch.MoveNextAsync())
        {
            position = watch.Current.Position;
            seen.Add(watch.Current is AgentActed acted ? acted.Activity.Message : watch.Current.GetType().Name);
        }

        Assert.Contains(nameof(ItemAdded), seen);
        Assert.DoesNotContain(nameof(OtherEvent), seen);

        var progress = await client.GetProgressAsync(id);
        Assert.Equal((1, 50, GoalStatus.InProgress, "a1"), (
            progress.Progress.Completed, progress.Progress.Percentage, progress.GoalStatus, progress.ActiveAgents.Single().AgentId));
        Assert.Equal(position, progress.Position);
        var snapshot = await client.GetSnapshotAsync(id);
        Assert.Equal(1, snapshot.Activities[0].Data!.ToElement().GetProperty("n").GetInt32());
        var page = await client.ListActivitiesAsync(id, limit: 1);
        Assert.Equal("日本", page.Activities.Single().Message);
        Assert.Equal("Started", (await client.ListActivitiesAsync(id, beforeSeq: page.NextBeforeSeq)).Activities.Single().Message);
        Assert.Contains(await client.ListMilestonesAsync(id), milestone => milestone.Type == MilestoneTypes.Progress);
        var item = (await client.ListItemsAsync(id, sort: ItemSort.QualityScoreDescending)).Items.Single();
        Assert.Equal(("Ada Ltd", 4.0, "a1"), (item.Name, item.QualityScore, item.CreatedBy));

        var assigned = await client.AssignAgentAsync(id, new(AgentTypes.ScoringAgent, "Scorer"));
        Assert.Equal(2, (await client.ListAgentsAsync(id)).Count);
        var run = await client.ExecuteAgentAsync(id, assigned.AgentId);
        Assert.Equal(assigned.AgentId, run.AgentId);
        var found = await client.GetAgentAsync(id, assigned.AgentId);
        while (found.Status == AgentStatus.Running && !limit.IsCancellationRequested)
            found = await client.GetAgentAsync(id, assigned.AgentId);
        Assert.Equal(AgentStatus.Completed, found.Executions[0].Status);
        Assert.Equal("conflict", (await Assert.ThrowsAsync<StreamsException>(() => client.CancelAgentAsync(id, assigned.AgentId))).Code);
        Assert.Equal("agent_not_found", (await Assert.ThrowsAsync<StreamsException>(() => client.GetAgentAsync(id, "nobody"))).Code);

        await client.DeleteStreamAsync(id);
        var gone = await Assert.ThrowsAsync<StreamsException>(async () =>
        {
            while (await watch.MoveNextAsync())
            {
            }
        });
        Assert.Equal("stream_not_found", gone.Code);
        Assert.Equal("stream_not_found", (await agent.BroadcastProgressAsync(1, 2).ContinueWith(
            failed => ((BroadcastException)failed.Exception!.InnerException!).Code, TaskScheduler.Default)));
    }
}
