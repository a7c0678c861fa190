using System.Text.Json.Nodes;
using Streams.Client.Tests.Fakes;

namespace Streams.Client.Tests.Reporting;

public sealed class ReportShapeTests
{
    [Fact]
    public async Task Every_report_has_the_shape_of_the_contract()
    {
        var harness = new BroadcasterHarness();
        var agent = harness.Agent;
        var pending = new[]
        {
            agent.BroadcastProgressAsync(1, 50, 2, 4.5, new Dictionary<string, long> { ["scored"] = 1 }, "r1"),
            agent.BroadcastAsync(new ActivityReport("r2", "a1", "Agent", "crawler", ActivityType.Started, "Go")),
            agent.BroadcastActivityAsync("a1", "Agent", "crawler", ActivityType.Progress, "日本", new JsonObject { ["n"] = 1 }, "r3"),
            agent.BroadcastMilestoneAsync("first_contact", "First", "Somebody answered.", reportId: "r4"),
            agent.BroadcastItemsAsync([new(Key: null, "Ada Ltd", Stage: "discovered", QualityScore: 3)], "a1"),
            agent.BroadcastAgentStartedAsync("a1", "Agent", "crawler"),
            agent.BroadcastAgentProgressAsync("a1", "Agent", "crawler", "5 more", new JsonObject { ["companies_found"] = 5 }),
            agent.BroadcastAgentCompletedAsync("a1", "Agent", "crawler", "Done"),
            agent.BroadcastAgentFailedAsync("a1", "Agent", "crawler"),
            agent.BroadcastProgressAsync(5, total: 9, agentId: "a1"),
            agent.BroadcastProgressAsync(6, agentId: "a1"),
            agent.BroadcastProgressAsync(3, agentId: "a2"),
            agent.BroadcastAdvanceAsync(2, "a1"),
            agent.BroadcastHeartbeatAsync("a1"),
        };
        await agent.FlushAsync();
        Assert.All(await pending.OutcomesAsync(), outcome => Assert.Equal("Accepted", outcome));
        string[] expected =
        [
            """{"kind":"progress","completed":1,"total":50,"percentage":2,"quality_score":4.5,"items_by_stage":{"scored":1},"report_id":"r1"}""",
            """{"kind":"activity","agent_id":"a1","agent_name":"Agent","agent_type":"crawler","activity_type":"started","message":"Go","report_id":"r2"}""",
            """{"kind":"activity","agent_id":"a1","agent_name":"Agent","agent_type":"crawler","activity_type":"progress","message":"日本","data":{"n":1},"report_id":"r3"}""",
            """{"kind":"milestone","type":"first_contact","title":"First","description":"Somebody answered.","report_id":"r4"}""",
            """{"kind":"items","items":[{"name":"Ada Ltd","stage":"discovered","quality_score":3}],"agent_id":"a1"}""",
            """{"kind":"activity","agent_id":"a1","agent_name":"Agent","agent_type":"crawler","activity_type":"started","message":"Started"}""",
            """{"kind":"activity","agent_id":"a1","agent_name":"Agent","agent_type":"crawler","activity_type":"progress","message":"5 more","data":{"companies_found":5}}""",
            """{"kind":"activity","agent_id":"a1","agent_name":"Agent","agent_type":"crawler","activity_type":"completed","message":"Done"}""",
            """{"kind":"activity","agent_id":"a1","agent_name":"Agent","agent_type":"crawler","activity_type":"failed","message":"Failed"}""",
            """{"kind":"progress","completed":5,"total":9,"agent_id":"a1"}""",
            """{"kind":"progress","completed":6,"total":9,"agent_id":"a1"}""",
            """{"kind":"progress","completed":3,"agent_id":"a2"}""",
            """{"kind":"advance","by":2,"agent_id":"a1"}""",
            """{"kind":"heartbeat","agent_id":"a1"}""",
        ];
        var received = Assert.Single(harness.Server.Received).Reports;
        Assert.Equal(expected.Length, received.Length);
        foreach (var (wanted, got) in expected.Zip(received))
        {
            var (want, have) = (JsonNode.Parse(wanted)!.AsObject(), JsonNode.Parse(got.GetRawText())!.AsObject());
            Assert.Matches("^[A-Za-z0-9]{1,64}$", have["report_id"]!.GetValue<string>());
            if (!want.ContainsKey("report_id"))
                have.Remove("report_id");
            Assert.True(JsonNode.DeepEquals(want, have), got.GetRawText());
        }
    }

    [Fact]
    public async Task Progress_without_total_or_completed_repeats_the_last_one()
    {
        var harness = new BroadcasterHarness();
        _ = harness.Agent.BroadcastProgressAsync(1, 50);
        _ = harness.Agent.BroadcastProgressAsync(2);
        _ = harness.Agent.BroadcastProgressAsync(total: 60);
        await harness.Agent.FlushAsync();
        Assert.Equal(
            [(1, 50), (2, 50), (2, 60)],
            harness.Server.Received[0].Reports.Select(report => (report.GetProperty("completed").GetInt32(), report.GetProperty("total").GetInt32())));
    }

    [Fact]
    public async Task Progress_without_a_number_that_was_never_reported_fails_and_is_not_sent()
    {
        var harness = new BroadcasterHarness();
        var failure = await Assert.ThrowsAsync<BroadcastException>(() => harness.Agent.BroadcastProgressAsync(total: 5));
        Assert.Equal((RefusalCode.ValidationFailed, "is required"), (failure.RefusalCode, Assert.Single(failure.Errors["completed"])));
        await harness.Agent.FlushAsync();
        Assert.Empty(harness.Server.Received);
    }

    [Fact]
    public async Task Data_that_changes_after_the_call_is_sent_as_it_was()
    {
        var harness = new BroadcasterHarness();
        var data = new JsonObject { ["n"] = 1 };
        var pending = harness.Agent.BroadcastAgentProgressAsync("a1", "Agent", "crawler", "now", data);
        data["n"] = 2;
        await harness.Agent.FlushAsync();
        await pending;
        Assert.Equal(1, harness.Server.Received[0].Reports[0].GetProperty("data").GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_as_JSON_fails_and_is_not_sent()
    {
        var harness = new BroadcasterHarness();
        Assert.Equal("not_serializable", await harness.Agent.BroadcastActivityAsync("a", "A", "t", UnknownTerms.ActivityType, "?").OutcomeAsync());
        Assert.Equal("not_serializable", await harness.Agent.BroadcastProgressAsync(1, 2, qualityScore: double.NaN).OutcomeAsync());
        await harness.Agent.FlushAsync();
        Assert.Empty(harness.Server.Received);
    }
}
