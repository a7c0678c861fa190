using Streams.Contract;
using Streams.Grains.Rules;

namespace Streams.Rules.Tests;

/// <summary>Silence is a verdict that evidence withdraws.</summary>
public sealed class SilenceTests
{
    public static TheoryData<string, Report> SignsOfLife => new()
    {
        { "progress", new ProgressReport("r", 7, AgentId: "bot") },
        { "advance", new AdvanceReport("r", 1, "bot") },
        { "milestone", new MilestoneReport("r", "t", "T", "", AgentId: "bot") },
        { "items", new ItemsReport("r", [new ReportedItem("k", "N")], "bot") },
        { "heartbeat", new HeartbeatReport("r", "bot") },
        { "activity", new ActivityReport("r", "bot", "Bot", "external", ActivityType.Progress, "Still here") },
    };

    [Theory]
    [MemberData(nameof(SignsOfLife))]
    public void A_silent_agent_that_is_heard_from_is_active_again_and_the_feed_says_so(string kind, Report report)
    {
        var play = Silent();
        Assert.Empty(play.View.ActiveAgents);
        play.Wait(1).Report(report);
        var agent = Assert.Single(play.View.ActiveAgents);
        Assert.Equal(("bot", "Bot", "external"), (agent.AgentId, agent.AgentName, agent.AgentType));
        var said = play.View.Activities.First(activity => activity.Message.StartsWith("Bot is heard from again", StringComparison.Ordinal));
        Assert.Equal((ActivityType.Progress, """{"reason":"heard_again"}""", play.Now), (said.ActivityType, $"{said.Data}", said.Timestamp));
        Assert.Empty(play.State.Silent);

        // Only once.
        Assert.DoesNotContain(play.Report(report with { ReportId = kind }).Changes, change => change.Payload is AgentActivity { Data: not null });
    }

    [Fact]
    public void An_agent_that_is_active_again_has_its_share()
    {
        var play = new Play().Agent(ActivityType.Started);
        play.Report(new ProgressReport(null, 5, 20, AgentId: "bot"));
        play.Wait(61).Tick();
        play.Report(new HeartbeatReport(null, "bot"));
        Assert.Equal((5, 20), (play.View.ActiveAgents[0].Completed, play.View.ActiveAgents[0].Total));
    }

    [Theory]
    [InlineData(ActivityType.Completed)]
    [InlineData(ActivityType.Failed)]
    public void A_silent_agent_that_ends_is_not_active_again(ActivityType type)
    {
        var play = Silent().Agent(type);
        Assert.Empty(play.View.ActiveAgents);
        Assert.Empty(play.State.Silent);
        Assert.Equal(type, play.View.Activities[0].ActivityType);
    }

    [Fact]
    public void An_agent_that_starts_again_is_active_without_another_entry()
    {
        var play = Silent().Agent(ActivityType.Started);
        Assert.Single(play.View.ActiveAgents);
        Assert.Equal([ActivityType.Started, ActivityType.Failed, ActivityType.Started], play.View.Activities.Select(activity => activity.ActivityType));
    }

    [Fact]
    public void An_agent_that_reported_its_failure_itself_stays_failed()
    {
        var play = new Play().Agent(ActivityType.Started).Agent(ActivityType.Failed);
        play.Report(new HeartbeatReport(null, "bot"));
        Assert.Empty(play.View.ActiveAgents);
    }

    [Fact]
    public void The_verdict_says_that_it_is_one() => Assert.Equal("""{"reason":"silent"}""", $"{Silent().View.Activities[0].Data}");

    [Fact]
    public void A_goal_that_was_completed_because_its_agent_was_silent_is_not_while_the_agent_works()
    {
        var play = new Play().Agent(ActivityType.Started).Progress(50).Wait(61);
        play.Tick();
        Assert.Equal(GoalStatus.Completed, play.View.Stream.GoalStatus);
        play.Wait(10).Report(new HeartbeatReport(null, "bot"));
        Assert.Equal((GoalStatus.InProgress, null), (play.View.Stream.GoalStatus, play.View.Stream.CompletedAt));
        play.Wait(5).Agent(ActivityType.Completed);
        Assert.Equal((GoalStatus.Completed, play.Now), (play.View.Stream.GoalStatus, play.View.Stream.CompletedAt));
        Assert.Single(play.MilestoneTypes, Contract.MilestoneTypes.Completion);
    }

    [Fact]
    public void A_goal_that_was_completed_before_the_silence_stays_completed()
    {
        var play = new Play().Progress(50).Agent(ActivityType.Started).Wait(61);
        play.Tick();
        play.Report(new HeartbeatReport(null, "bot"));
        Assert.Single(play.View.ActiveAgents);
        Assert.Equal(GoalStatus.Completed, play.View.Stream.GoalStatus);
    }

    [Fact]
    public void A_heartbeat_changes_nothing_and_is_not_remembered()
    {
        var play = new Play().Agent(ActivityType.Started);
        for (var i = 0; i < 2; i++)
        {
            var decision = play.Report(new HeartbeatReport("same", "bot"), new HeartbeatReport(null, "nobody"));
            Assert.Equal((2, 0), (decision.Accepted, decision.Duplicates));
            Assert.Empty(decision.Changes);
        }
    }

    [Fact]
    public void A_heartbeat_in_a_batch_leaves_the_ids_of_other_reports_alone()
    {
        var play = new Play();
        Report[] batch = [new ProgressReport("r1", 1), new HeartbeatReport("h1", "bot")];
        play.Report(batch);
        Assert.Equal((1, 1), (play.Report(batch).Accepted, play.Report(batch).Duplicates));
    }

    [Fact]
    public void An_agent_that_was_heard_from_lately_is_not_silent()
    {
        var play = new Play().Agent(ActivityType.Started).Wait(100);
        Assert.Empty(StreamRules.Tick(play.State, play.Now, RuleOptions.Default, _ => play.Now.AddSeconds(-60)).Changes);
        Assert.NotEmpty(StreamRules.Tick(play.State, play.Now, RuleOptions.Default, _ => play.Now.AddSeconds(-60.001)).Changes);
    }

    [Fact]
    public void Reports_that_name_an_agent_tell_when_it_was_last_seen()
    {
        var play = new Play().Agent(ActivityType.Started);
        foreach (var (_, report) in SignsOfLife.Select(row => row.Data).Where(row => row.Item1 != "heartbeat"))
        {
            play.Wait(1).Report(report with { ReportId = null });
            Assert.Equal(play.Now, play.View.ActiveAgents[0].LastSeen);
        }
    }

    private static Play Silent()
    {
        var play = new Play().Agent(ActivityType.Started).Wait(61);
        play.Tick();
        return play;
    }
}
