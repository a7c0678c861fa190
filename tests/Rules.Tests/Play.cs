using System.Text.Json;
using Streams.Contract;
using Streams.Grains.Rules;
using Streams.Grains.Streams;

namespace Streams.Rules.Tests;

/// <summary>Plays a stream through the rules alone, with its own clock.</summary>
internal sealed class Play
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 11, 35, 58, 123, TimeSpan.Zero);

    private readonly List<StreamChange> _changes = [];

    /// <param name="target">The target that the goal names; null if it names none.</param>
    /// <param name="deadline">The deadline.</param>
    /// <param name="agents">The assigned agents.</param>
    public Play(TargetMetrics? target = null, DateTimeOffset? deadline = null, params NewAgent[] agents)
    {
        var goal = new NewStream("Goal", null, GoalCriteria.None, target ?? new TargetMetrics(), deadline, [.. agents], TargetGiven: target is not null);
        State = Keep(StreamRules.Create("s", "e", goal, Now));
    }

    public StreamState State { get; private set; }

    public DateTimeOffset Now { get; private set; } = Start;

    public IReadOnlyList<StreamChange> Changes => _changes;

    public Snapshot View => State.View;

    public IEnumerable<Milestone> Milestones => _changes.Select(change => change.Payload).OfType<Milestone>();

    public IEnumerable<string> MilestoneTypes => Milestones.Select(milestone => milestone.Type);

    public Play Wait(double seconds)
    {
        Now += TimeSpan.FromMilliseconds(Math.Round(seconds * 1000));
        return this;
    }

    public Decision Report(params Report[] reports)
    {
        var decision = StreamRules.Report(State, [.. reports], Now);
        State = Keep(decision);
        return decision;
    }

    public Play Progress(long completed, long? total = 50, double? score = null, int? percentage = null)
    {
        Report(new ProgressReport(null, completed, total, percentage, score));
        return this;
    }

    public Play Agent(ActivityType type, string agentId = "bot")
    {
        Report(new ActivityReport(null, agentId, "Bot", "external", type, type.ToString()));
        return this;
    }

    public Play Items(params ReportedItem[] items)
    {
        Report(new ItemsReport(null, [.. items]));
        return this;
    }

    public Decision Change(StreamPatch patch)
    {
        var decision = StreamRules.Change(State, patch, Now);
        State = Keep(decision);
        return decision;
    }

    public Decision Assign(NewAgent agent)
    {
        var decision = StreamRules.Assign(State, agent, Now);
        State = Keep(decision);
        return decision;
    }

    public Decision Tick()
    {
        var decision = StreamRules.Tick(State, Now, RuleOptions.Default);
        State = Keep(decision);
        return decision;
    }

    /// <summary>The comparable part of a state, as text.</summary>
    public static string Describe(StreamState state) =>
        JsonSerializer.Serialize(StreamSnapshot.Of(state with { FinishedAgents = [.. state.FinishedAgents.Order()] })) + string.Join(',', state.Reports.Ids);

    private StreamState Keep(Decision decision)
    {
        _changes.AddRange(decision.Changes);
        return decision.State;
    }
}
