using Streams.Contract;
using Streams.Grains.Rules;

namespace Streams.Rules.Tests;

/// <summary>Progress of the whole stream, shares of agents, and targets.</summary>
public sealed class ShareTests
{
    [Fact]
    public void An_agents_own_share_is_not_the_goal()
    {
        var play = new Play(new TargetMetrics(50)).Agent(ActivityType.Started);
        play.Report(new ProgressReport(null, 5, 5, AgentId: "bot"));
        Assert.Equal((5, 50, 10), (play.View.Progress.Completed, play.View.Progress.Total, play.View.Progress.Percentage));
        Assert.Empty(play.MilestoneTypes);
        var agent = Assert.Single(play.View.ActiveAgents);
        Assert.Equal((5, 5), (agent.Completed, agent.Total));
    }

    [Fact]
    public void Shares_add_up_also_those_of_agents_that_have_ended()
    {
        var play = new Play().Agent(ActivityType.Started, "a").Agent(ActivityType.Started, "b");
        play.Report(new ProgressReport(null, 5, 20, AgentId: "a"), new ProgressReport(null, 3, AgentId: "b"), new ProgressReport(null, 6, AgentId: "a"));
        play.Agent(ActivityType.Completed, "a").Report(new AdvanceReport(null, 2, "b"));
        Assert.Equal(11, play.View.Progress.Completed);
        Assert.Equal(("b", 5, null), (play.View.ActiveAgents[0].AgentId, play.View.ActiveAgents[0].Completed, play.View.ActiveAgents[0].Total));
    }

    [Fact]
    public void A_report_about_the_whole_stream_counts_instead_of_shares()
    {
        var play = new Play();
        play.Report(new ProgressReport(null, 5, AgentId: "a"), new ProgressReport(null, 20, AgentId: null), new ProgressReport(null, 9, AgentId: "a"));
        Assert.Equal(20, play.View.Progress.Completed);
        play.Report(new AdvanceReport(null, 1));
        Assert.Equal(21, play.View.Progress.Completed);
    }

    [Fact]
    public void Items_count_instead_of_both()
    {
        var play = new Play().Items(new ReportedItem("k", "N"));
        play.Report(new ProgressReport(null, 5, AgentId: "a"), new ProgressReport(null, 20), new AdvanceReport(null, 5));
        Assert.Equal(1, play.View.Progress.Completed);
    }

    [Theory]
    [InlineData(true, 50)]
    [InlineData(false, 10)]
    public void Only_a_target_that_the_goal_does_not_name_follows_reports(bool isNamed, long total)
    {
        var play = (isNamed ? new Play(new TargetMetrics(50)) : new Play()).Progress(5, 10);
        Assert.Equal(total, play.View.Progress.Total);
        Assert.Equal(total, play.Progress(6, null).View.Progress.Total);
    }

    [Fact]
    public void A_named_target_that_a_report_to_an_earlier_version_changed_comes_back_with_the_next_report()
    {
        var play = new Play(new TargetMetrics(20));
        var written = play.View.Progress with { Completed = 7, Total = 30, Percentage = 23 };
        var state = StreamRules.Evolve(play.State, new(2, EventName.ProgressUpdate, written, play.Now));
        Assert.Equal(30, state.View.Progress.Total);
        Report[] next = [new ProgressReport(null, 8, 30), new AdvanceReport(null, 1, "a"), new ItemsReport(null, [new ReportedItem("k", "N")])];
        Assert.All(next, report => Assert.Equal(20, StreamRules.Report(state, [report], play.Now).State.View.Progress.Total));
    }

    [Fact]
    public void A_target_that_a_person_sets_later_is_named()
    {
        var play = new Play().Progress(5, 10);
        play.Change(new StreamPatch(TargetMetrics: new TargetMetrics(50)));
        Assert.Equal(50, play.Progress(6, 10).View.Progress.Total);
    }

    [Fact]
    public void A_goal_without_a_target_has_no_percentage_and_is_never_reached()
    {
        var play = new Play(new TargetMetrics(null), deadline: Play.Start.AddHours(1)).Progress(1_000, 10);
        Assert.Equal((1_000, null, null), (play.View.Progress.Completed, play.View.Progress.Total, play.View.Progress.Percentage));
        Assert.Equal(40, play.Progress(2_000, null, percentage: 40).View.Progress.Percentage);
        Assert.Equal(40, play.Progress(3_000, null).View.Progress.Percentage);
        Assert.Equal(["progress_milestone"], play.MilestoneTypes);
        Assert.Equal(GoalStatus.InProgress, play.View.Stream.GoalStatus);
    }

    [Fact]
    public void A_goal_can_lose_and_get_a_target()
    {
        var play = new Play(new TargetMetrics(50)).Progress(25);
        play.Change(new StreamPatch(TargetMetrics: new TargetMetrics(null)));
        Assert.Equal((null, null), (play.View.Progress.Total, play.View.Progress.Percentage));
        play.Change(new StreamPatch(TargetMetrics: new TargetMetrics(100)));
        Assert.Equal((100, 25), (play.View.Progress.Total, play.View.Progress.Percentage));
    }

    [Fact]
    public void Advance_counts_once_per_report_id()
    {
        var play = new Play().Progress(5);
        play.Report(new AdvanceReport("r1", 3), new AdvanceReport("r1", 3), new AdvanceReport("r2", 1));
        Assert.Equal(9, play.View.Progress.Completed);
    }

    [Fact]
    public void Shares_of_more_than_200_agents_are_refused()
    {
        var play = new Play(new TargetMetrics(1_000));
        for (var i = 0; i < Progress.MaxShares; i++)
            play.Report(new ProgressReport(null, 1, AgentId: $"a{i}"));
        Assert.Equal(RefusalCode.Conflict, play.Report(new AdvanceReport(null, 1, "another")).Refusal?.Code);
        Assert.Null(play.Report(new AdvanceReport(null, 1, "a0")).Refusal);
        Assert.Equal(Progress.MaxShares + 1, play.View.Progress.Completed);
    }
}
