using System.Text.Json.Nodes;
using Streams.Client.Tests.Fakes;

namespace Streams.Client.Tests.Reporting;

public sealed class ReportShapeTests
{
    [Fact]
    public async Task Every_report_is_written_as_the_contract_says()
    {
        var broadcasting = new Broadcasting();
        var agent = broadcasting.Agent;
        var told = new[]
        {
            agent.BroadcastProgressAsync(new(1, 50, 2, 4.5, new Dictionary<string, long> { ["scored"] = 1 }) { ReportId = "r1" }),
            agent.BroadcastActivityAsync(new("a1", "Agent", "crawler", ActivityType.Started, "Go") { ReportId = "r2" }),
            agent.BroadcastAgentActivityAsync(new("a1", "Agent", "crawler", ActivityType.Progress, "日本", new() { ["n"] = 1 }) { ReportId = "r3" }),
            agent.BroadcastMilestoneAsync(new("first_contact", "First", "Somebody answered.") { ReportId = "r4" }),
            agent.BroadcastItemsAsync([new("Ada Ltd", Stage: "discovered", QualityScore: 3)], "a1"),
            agent.BroadcastAgentStartedAsync("a1", "Agent", "crawler"),
            agent.BroadcastAgentProgressAsync("a1", "Agent", "crawler", "5 more", new() { ["companies_found"] = 5 }),
            agent.BroadcastAgentCompletedAsync("a1", "Agent", "crawler", "Done"),
            agent.BroadcastAgentFailedAsync("a1", "Agent", "crawler"),
        };
        await agent.FlushAsync();
        Assert.All(await told.OutcomesAsync(), outcome => Assert.Equal("Accepted", outcome));
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
        ];
        var received = Assert.Single(broadcasting.Server.Received).Reports;
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
    public async Task Progress_that_leaves_out_total_or_completed_means_what_was_told_before()
    {
        var broadcasting = new Broadcasting();
        _ = broadcasting.Agent.BroadcastProgressAsync(new(1, 50));
        _ = broadcasting.Agent.BroadcastProgressAsync(new(2));
        _ = broadcasting.Agent.BroadcastProgressAsync(new(Total: 60));
        await broadcasting.Agent.FlushAsync();
        Assert.Equal(
            [(1, 50), (2, 50), (2, 60)],
            broadcasting.Server.Received[0].Reports.Select(report => (report.GetProperty("completed").GetInt32(), report.GetProperty("total").GetInt32())));
    }

    [Fact]
    public async Task What_is_changed_after_the_call_is_not_sent()
    {
        var broadcasting = new Broadcasting();
        var data = new JsonObject { ["n"] = 1 };
        var told = broadcasting.Agent.BroadcastAgentProgressAsync("a1", "Agent", "crawler", "now", data);
        data["n"] = 2;
        await broadcasting.Agent.FlushAsync();
        await told;
        Assert.Equal(1, broadcasting.Server.Received[0].Reports[0].GetProperty("data").GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task What_cannot_be_written_is_refused_and_not_sent()
    {
        var broadcasting = new Broadcasting();
        Assert.Equal("not_serializable", await broadcasting.Agent.BroadcastActivityAsync(new("a", "A", "t", ActivityType.Unknown, "?")).OutcomeAsync());
        Assert.Equal("not_serializable", await broadcasting.Agent.BroadcastProgressAsync(new(1, 2, QualityScore: double.NaN)).OutcomeAsync());
        await broadcasting.Agent.FlushAsync();
        Assert.Empty(broadcasting.Server.Received);
    }
}
