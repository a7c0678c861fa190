using Streams.Contract;

namespace Streams.Rules.Tests;

public class MilestoneTests
{
    [Fact]
    public void One_jump_raises_every_quarter_it_passes_in_order()
    {
        var play = new Play().Progress(5).Progress(40);
        Assert.Equal(["25% reached", "50% reached", "75% reached"], play.Milestones.Select(milestone => milestone.Title));
        Assert.Equal(["""{"percentage":25}""", """{"percentage":50}""", """{"percentage":75}"""], play.Milestones.Select(milestone => $"{milestone.Data}"));
    }

    [Theory]
    [InlineData(24, 100, 24, 0)]
    [InlineData(49, 200, 25, 1)] // 24.5 rounds up
    [InlineData(199, 200, 100, 3)] // 99.5 rounds up, but the target is not reached
    [InlineData(70, 50, 100, 3)] // capped
    public void Percentage_is_rounded_half_up_and_capped(long completed, long total, int percentage, int quarters)
    {
        var play = new Play().Progress(completed, total);
        Assert.Equal(percentage, play.View.Progress.Percentage);
        Assert.Equal(quarters, play.MilestoneTypes.Count(type => type == Contract.MilestoneTypes.Progress));
        Assert.Equal(completed >= total, play.MilestoneTypes.Contains(Contract.MilestoneTypes.TargetReached));
    }

    [Fact]
    public void A_reported_percentage_counts_only_without_a_target()
    {
        Assert.Empty(new Play().Progress(1, percentage: 30).MilestoneTypes);
        Assert.Single(new Play(new TargetMetrics(null)).Progress(1, percentage: 30).MilestoneTypes, Contract.MilestoneTypes.Progress);
    }

    [Fact]
    public void Target_reached_is_raised_once_even_if_the_target_is_lost_and_reached_again()
    {
        var play = new Play().Agent(ActivityType.Started).Progress(50).Progress(10).Progress(50);
        Assert.Single(play.MilestoneTypes, Contract.MilestoneTypes.TargetReached);
    }

    [Fact]
    public void One_report_with_a_score_is_enough_for_the_quality_milestone()
    {
        var play = new Play().Progress(1, score: 3.9);
        Assert.DoesNotContain(Contract.MilestoneTypes.Quality, play.MilestoneTypes);
        Assert.Contains(Contract.MilestoneTypes.Quality, play.Progress(2, score: 4.0).MilestoneTypes);
    }

    [Fact]
    public void Items_need_five_scores_for_the_quality_milestone()
    {
        var play = new Play(new TargetMetrics(50, MinQualityScore: 3.0));
        for (var i = 1; i <= 4; i++)
            play.Items(new ReportedItem($"k{i}", "C", QualityScore: 5));
        Assert.DoesNotContain(Contract.MilestoneTypes.Quality, play.MilestoneTypes);
        Assert.Contains(Contract.MilestoneTypes.Quality, play.Items(new ReportedItem("k5", "C", QualityScore: 1)).MilestoneTypes);
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void Speed_is_raised_in_at_most_half_the_time_from_the_first_report_to_the_deadline(double seconds, bool expected)
    {
        var play = new Play(deadline: Play.Start.AddSeconds(660)).Wait(60).Progress(1).Wait(seconds).Progress(50);
        Assert.Equal(expected, play.MilestoneTypes.Contains(Contract.MilestoneTypes.Speed));
    }

    [Fact]
    public void Speed_needs_a_deadline() => Assert.DoesNotContain(Contract.MilestoneTypes.Speed, new Play().Progress(50).MilestoneTypes);

    [Theory]
    [InlineData(5, 15, true)] // 5, then 10: at least ten, at least twice
    [InlineData(5, 14, false)] // then 9: fewer than ten
    [InlineData(6, 17, false)] // 6, then 11: not twice
    [InlineData(0, 40, false)] // nothing before
    public void Growth_is_twice_the_minute_before_and_at_least_ten(long before, long after, bool expected)
    {
        var play = new Play(new TargetMetrics(1000)).Progress(0, 1000).Wait(30).Progress(before, 1000).Wait(60).Progress(before, 1000).Wait(30).Progress(after, 1000);
        Assert.Equal(expected, play.MilestoneTypes.Contains(Contract.MilestoneTypes.Growth));
    }

    [Theory]
    [InlineData(0.5, 1)] // Two a second.
    [InlineData(2, 1)]
    [InlineData(5, 1)]
    [InlineData(13, 10)]
    [InlineData(50, 20)] // In each minute one batch or two.
    [InlineData(70, 40)]
    public void A_steady_pace_is_no_growth_from_the_first_report_on(double every, int step)
    {
        var play = new Play(new TargetMetrics(1_000_000)).Agent(ActivityType.Started);
        for (var i = 1; i * every < 600; i++)
            play.Wait(every).Progress(i * step, null);
        Assert.DoesNotContain(Contract.MilestoneTypes.Growth, play.MilestoneTypes);
    }

    [Fact]
    public void An_agent_that_joins_is_no_growth_in_its_first_two_minutes()
    {
        var play = new Play(new TargetMetrics(1_000_000));
        for (var i = 1; i < 200; i++)
            play.Wait(1).Progress(i, null);
        play.Agent(ActivityType.Started, "another");
        for (var i = 0; i < 119; i++)
            play.Wait(1).Progress(200 + (i * 3), null);
        Assert.DoesNotContain(Contract.MilestoneTypes.Growth, play.MilestoneTypes);
    }

    [Fact]
    public void A_pace_that_triples_later_is_growth()
    {
        var play = new Play(new TargetMetrics(1_000_000)).Agent(ActivityType.Started);
        for (var i = 1; i < 200; i++)
            play.Wait(1).Progress(i, null);
        for (var i = 0; i < 60; i++)
            play.Wait(1).Progress(200 + (i * 3), null);
        Assert.Contains(Contract.MilestoneTypes.Growth, play.MilestoneTypes);
    }

    [Fact]
    public void Completion_waits_for_active_agents()
    {
        var play = new Play().Agent(ActivityType.Started).Progress(50);
        Assert.DoesNotContain(Contract.MilestoneTypes.Completion, play.MilestoneTypes);
        Assert.NotEqual(GoalStatus.Completed, play.View.Stream.GoalStatus);
        play.Agent(ActivityType.Completed);
        Assert.Contains(Contract.MilestoneTypes.Completion, play.MilestoneTypes);
        Assert.Equal((GoalStatus.Completed, play.Now), (play.View.Stream.GoalStatus, play.View.Stream.CompletedAt));
    }

    [Fact]
    public void Completion_waits_for_every_assigned_built_in_agent_to_finish_a_run()
    {
        var play = new Play(null, null, new NewAgent(AgentTypes.OpportunityBot), new NewAgent(AgentTypes.ScoringAgent), new NewAgent("external_thing"));
        var (bot, scorer) = (play.State.Assignments[0].AgentId, play.State.Assignments[1].AgentId);
        play.Agent(ActivityType.Started, bot).Progress(50).Agent(ActivityType.Completed, bot);
        Assert.DoesNotContain(Contract.MilestoneTypes.Completion, play.MilestoneTypes);
        play.Agent(ActivityType.Started, scorer).Agent(ActivityType.Failed, scorer);
        Assert.DoesNotContain(Contract.MilestoneTypes.Completion, play.MilestoneTypes);
        play.Agent(ActivityType.Started, scorer).Agent(ActivityType.Completed, scorer);
        Assert.Contains(Contract.MilestoneTypes.Completion, play.MilestoneTypes);
    }

    [Fact]
    public void Reports_after_completion_are_accepted_and_do_not_revoke_it()
    {
        var play = new Play().Progress(50).Progress(51).Progress(3);
        Assert.Equal(GoalStatus.Completed, play.View.Stream.GoalStatus);
        Assert.Equal(3, play.View.Progress.Completed);
    }

    [Fact]
    public void A_raised_target_reopens_a_completed_goal_whose_next_completion_raises_no_milestone()
    {
        var play = new Play().Progress(50);
        play.Change(new StreamPatch(TargetMetrics: new TargetMetrics(60)));
        Assert.Equal((GoalStatus.InProgress, (DateTimeOffset?)null), (play.View.Stream.GoalStatus, play.View.Stream.CompletedAt));
        Assert.Equal((60, 83), (play.View.Progress.Total, play.View.Progress.Percentage));
        play.Progress(60, 60);
        Assert.Equal(GoalStatus.Completed, play.View.Stream.GoalStatus);
        Assert.Single(play.MilestoneTypes, Contract.MilestoneTypes.Completion);
    }
}
