using Streams.Contract;
using Streams.Grains.Rules;

namespace Streams.Rules.Tests;

public class StreamRulesTests
{
    [Fact]
    public void A_new_stream_starts_with_its_creation_and_no_progress()
    {
        var play = new Play(new TargetMetrics(30));
        Assert.Equal((1, EventName.StreamUpdated), (play.Changes.Single().Seq, play.Changes.Single().Event));
        Assert.Equal((0, 30, 0), (play.View.Progress.Completed, play.View.Progress.Total, play.View.Progress.Percentage));
        Assert.Equal(GoalStatus.NotStarted, play.View.Stream.GoalStatus);
    }

    [Fact]
    public void The_first_report_starts_the_goal_and_updates_the_stream()
    {
        var play = new Play().Agent(ActivityType.Started);
        Assert.Equal([EventName.StreamUpdated, EventName.AgentActivity, EventName.StreamUpdated], play.Changes.Select(change => change.Event));
        Assert.Equal(GoalStatus.InProgress, play.View.Stream.GoalStatus);
    }

    [Theory]
    [InlineData(10, 10, GoalStatus.OnTrack)] // 1/s, 40 to go, 90 s left
    [InlineData(10, 5, GoalStatus.OnTrack)] // 0.5/s, 45 to go: exactly 90 s
    [InlineData(10, 4, GoalStatus.AtRisk)] // 0.4/s, 46 to go: 115 s
    [InlineData(10, 0, GoalStatus.InProgress)] // no rate
    [InlineData(100, 49, GoalStatus.AtRisk)] // the deadline is now
    public void With_a_deadline_the_average_rate_decides_the_status(double seconds, long completed, GoalStatus expected)
    {
        var play = new Play(deadline: Play.Start.AddSeconds(100)).Agent(ActivityType.Started).Wait(seconds).Progress(completed);
        Assert.Equal(expected, play.View.Stream.GoalStatus);
    }

    [Fact]
    public void Time_alone_can_put_a_goal_at_risk()
    {
        var play = new Play(deadline: Play.Start.AddSeconds(100)).Agent(ActivityType.Started).Wait(10).Progress(10);
        Assert.Equal(GoalStatus.OnTrack, play.View.Stream.GoalStatus);
        play.Wait(30).Tick();
        Assert.Equal(GoalStatus.AtRisk, play.View.Stream.GoalStatus);
    }

    [Fact]
    public void An_agent_is_active_from_started_until_completed_or_failed()
    {
        var play = new Play().Agent(ActivityType.Progress, "a");
        Assert.Empty(play.View.ActiveAgents);
        play.Agent(ActivityType.Started, "a").Agent(ActivityType.Started, "b").Wait(3).Agent(ActivityType.Progress, "a");
        Assert.Equal(["a", "b"], play.View.ActiveAgents.Select(agent => agent.AgentId));
        Assert.Equal((Play.Start, play.Now), (play.View.ActiveAgents[0].Since, play.View.ActiveAgents[0].LastSeen));
        play.Agent(ActivityType.Completed, "a").Agent(ActivityType.Failed, "b");
        Assert.Empty(play.View.ActiveAgents);
    }

    [Fact]
    public void A_silent_agent_fails_after_60_seconds_and_not_before()
    {
        var play = new Play().Agent(ActivityType.Started).Wait(60);
        Assert.Empty(play.Tick().Changes);
        play.Wait(0.001).Tick();
        Assert.Empty(play.View.ActiveAgents);
        Assert.Equal((ActivityType.Failed, "Bot fell silent: it reported nothing for 60 s."), (play.View.Activities[0].ActivityType, play.View.Activities[0].Message));
    }

    [Fact]
    public void A_silent_agent_stops_blocking_completion()
    {
        var play = new Play().Agent(ActivityType.Started).Progress(50).Wait(61);
        play.Tick();
        Assert.Equal(GoalStatus.Completed, play.View.Stream.GoalStatus);
    }

    [Fact]
    public void The_same_key_twice_is_one_item_and_data_is_merged_by_field()
    {
        var play = new Play().Items(new ReportedItem("k", "Old", "discovered", null, JsonText.Parse("""{"a":1,"b":2}""")));
        play.Wait(1).Items(new ReportedItem("k", "New", "scored", 4.5, JsonText.Parse("""{"b":3,"c":4}""")));
        var item = (Item)play.Changes.Last(change => change.Event == EventName.ItemUpdated).Payload;
        Assert.Equal(("New", "scored", 4.5, """{"a":1,"b":3,"c":4}"""), (item.Name, item.Stage, item.QualityScore, $"{item.Data}"));
        Assert.Equal((Play.Start, play.Now), (item.CreatedAt, item.UpdatedAt));
        Assert.Equal((1, 4.5), (play.View.Progress.Completed, play.View.Progress.QualityScore));
        Assert.Equal(new Dictionary<string, long> { ["scored"] = 1 }, play.View.Progress.ItemsByStage);
    }

    [Fact]
    public void An_item_without_changes_raises_no_event()
    {
        var item = new ReportedItem("k", "Same", Data: JsonText.Parse("""{"a":1,"b":"東京"}"""));
        var play = new Play().Items(item);
        Assert.Equal([EventName.ProgressUpdate], play.Report(new ItemsReport(null, [item])).Changes.Select(change => change.Event));
    }

    [Fact]
    public void An_item_without_a_key_gets_one_from_its_name()
    {
        var play = new Play().Items(new ReportedItem(null, "Acme Ltd."), new ReportedItem(null, "ACME  ltd"));
        Assert.Equal(1, play.View.Progress.Completed);
    }

    [Fact]
    public void A_progress_report_on_a_stream_with_items_sets_only_a_target_that_the_goal_does_not_name()
    {
        var play = new Play().Items(new ReportedItem("k", "C")).Progress(40, 10);
        Assert.Equal((1, 10, 10), (play.View.Progress.Completed, play.View.Progress.Total, play.View.Progress.Percentage));
    }

    [Fact]
    public void A_report_without_a_score_keeps_the_score() =>
        Assert.Equal(3.5, new Play().Progress(1, score: 3.5).Progress(2).View.Progress.QualityScore);

    [Fact]
    public void The_report_window_keeps_the_last_thousand_reports_and_the_last_ten_minutes()
    {
        var window = ReportWindow.Empty;
        for (var i = 0; i < 1_500; i++)
            window = window.Add($"r{i}", Play.Start.AddSeconds(i * 0.1));
        Assert.Equal(1_500, window.Count);
        window = window.Add("later", Play.Start.AddMinutes(11));
        Assert.Equal(1_000, window.Count);
        Assert.False(window.Contains("r500"));
        Assert.True(window.Contains("r501"));
        for (var i = 0; i < ReportWindow.Most + 10; i++)
            window = window.Add($"s{i}", Play.Start.AddMinutes(12));
        Assert.Equal(ReportWindow.Most, window.Count);
    }

    [Fact]
    public void A_patch_does_not_count_as_the_first_report()
    {
        var play = new Play();
        play.Change(new StreamPatch(Name: "Other", TargetMetrics: new TargetMetrics(10)));
        Assert.Equal(("Other", GoalStatus.NotStarted), (play.View.Stream.Name, play.View.Stream.GoalStatus));
        Assert.Equal(10, play.View.Progress.Total);
    }

    [Fact]
    public void A_patch_without_changes_raises_no_event()
    {
        var play = new Play();
        Assert.Empty(play.Change(new StreamPatch(Name: "Goal")).Changes);
    }

    [Fact]
    public void A_stream_can_have_fifty_assigned_agents()
    {
        var play = new Play();
        for (var i = 0; i < Agent.MaxPerStream; i++)
            Assert.Null(play.Assign(new NewAgent(AgentTypes.ScoringAgent)).Refusal);
        Assert.Equal(RefusalCode.Conflict, play.Assign(new NewAgent(AgentTypes.ScoringAgent)).Refusal?.Code);
        Assert.Equal(Agent.MaxPerStream, play.State.Assignments.Select(agent => agent.AgentId).Distinct().Count());
    }

    [Fact]
    public void A_stream_can_have_a_thousand_active_agents()
    {
        var play = new Play();
        for (var i = 0; i < RuleOptions.MaxActiveAgents; i++)
            play.Agent(ActivityType.Started, $"a{i}");
        Assert.Equal(RefusalCode.Conflict, play.Report(new ActivityReport(null, "one-more", "A", "x", ActivityType.Started, "m")).Refusal?.Code);
        Assert.Null(play.Report(new ActivityReport(null, "a7", "A", "x", ActivityType.Started, "m")).Refusal);
    }
}
