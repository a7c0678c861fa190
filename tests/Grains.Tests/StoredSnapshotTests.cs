using System.Text.Json;
using Streams.Contract;
using Streams.Grains.Rules;
using Streams.Grains.Streams;

namespace Streams.Grains.Tests;

public sealed class StoredSnapshotTests
{
    /// <summary>Written to grain storage by the version before <see cref="OrderedCommit"/>.</summary>
    private const string Stored = """
        {"Snapshot":{"View":{
        "Stream":{"Id":"s","Name":"Goal","Description":"A goal","GoalCriteria":{"Industry":["SaaS"],"Location":null,"EmployeeCount":{"Min":10,"Max":null},"Founded":null,"Keywords":null},"TargetMetrics":{"CompaniesToFind":50,"MinQualityScore":4.2},"GoalDeadline":"2026-11-22T12:35:58.123+00:00","GoalStatus":2,"CreatedAt":"2026-11-22T11:35:58.123+00:00","UpdatedAt":"2026-11-22T11:36:01.123+00:00","CompletedAt":null},
        "Progress":{"StreamId":"s","Completed":2,"Total":50,"Percentage":4,"QualityScore":4.5,"ItemsByStage":{"discovered":1,"qualified":1},"LastUpdated":"2026-11-22T11:36:01.123+00:00"},
        "Activities":[{"Id":"s-9","StreamId":"s","AgentId":"other","AgentName":"Other","AgentType":"external","ActivityType":0,"Message":"Starting","Data":null,"Timestamp":"2026-11-22T11:36:04.123+00:00"},{"Id":"s-8","StreamId":"s","AgentId":"s-1-1","AgentName":"Opportunity Bot","AgentType":"opportunity_bot","ActivityType":2,"Message":"Done","Data":null,"Timestamp":"2026-11-22T11:36:02.623+00:00"},{"Id":"s-2","StreamId":"s","AgentId":"s-1-1","AgentName":"Opportunity Bot","AgentType":"opportunity_bot","ActivityType":0,"Message":"Searching","Data":{"rows":1},"Timestamp":"2026-11-22T11:35:59.623+00:00"}],
        "Milestones":[{"Id":"s-10","StreamId":"s","Type":"first_customer","Title":"First","Description":"One","Data":{"n":1},"Timestamp":"2026-11-22T11:36:05.623+00:00"}],
        "ActiveAgents":[{"AgentId":"other","AgentName":"Other","AgentType":"external","Since":"2026-11-22T11:36:04.123+00:00","LastSeen":"2026-11-22T11:36:04.123+00:00"}],
        "Position":{"Epoch":"e1","Seq":10}},
        "Items":2,
        "ItemsByStage":{"discovered":1,"qualified":1},
        "Scored":1,
        "ScoreMillionths":4500000,
        "Assignments":[{"AgentId":"s-1-1","StreamId":"s","AgentType":"opportunity_bot","AgentName":"Opportunity Bot","Config":{"items_per_second":20}}],
        "FinishedAgents":["s-1-1"],
        "Raised":0,
        "FirstReportAt":"2026-11-22T11:35:59.623+00:00",
        "Growth":[{"At":"2026-11-22T11:36:01.123+00:00","Completed":2}],
        "Leases":{"host-1":"2026-11-22T11:36:35.623+00:00"}}}
        """;

    [Fact]
    public void A_snapshot_that_an_earlier_version_stored_still_opens()
    {
        var holder = JsonSerializer.Deserialize<StreamSnapshotHolder>(Stored)!;
        Assert.Equal(10, holder.Seq);
        Assert.Equal(["host-1"], holder.Snapshot!.Leases!.Keys);

        var state = holder.Snapshot.ToState(ReportWindow.Empty);
        Assert.Equal(new Position("e1", 10), state.View.Position);
        Assert.Equal(("Goal", GoalStatus.OnTrack), (state.View.Stream.Name, state.View.Stream.GoalStatus));
        Assert.Equal((50, 4.2), (state.View.Stream.TargetMetrics.CompaniesToFind, state.View.Stream.TargetMetrics.MinQualityScore));
        Assert.Equal((2, 4, 4.5), (state.View.Progress.Completed, state.View.Progress.Percentage, state.View.Progress.QualityScore));
        Assert.Equal(["Starting", "Done", "Searching"], state.View.Activities.Select(activity => activity.Message));
        Assert.Equal(JsonText.Parse("""{"n":1}"""), Assert.Single(state.View.Milestones).Data);
        Assert.Equal("other", Assert.Single(state.View.ActiveAgents).AgentId);
        Assert.Equal((2, 1, 4.5), (state.Tally.Count, state.Tally.Scored, state.Tally.Average));
        Assert.Equal(JsonText.Parse("""{"items_per_second":20}"""), Assert.Single(state.Assignments).Config);
        Assert.Equal(["s-1-1"], state.FinishedAgents);
        Assert.Equal(RaisedMilestones.None, state.Raised);
        Assert.NotNull(state.FirstReportAt);
        Assert.Equal(2, state.Growth?.Latest?.Completed);
    }
}
