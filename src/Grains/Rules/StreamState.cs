using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Rules;

/// <summary>
/// Everything that a stream's next decision depends on. It is derived from the stream's events alone (<see cref="StreamRules.Evolve"/>). Immutable: the grain keeps the durable
/// state and the pending state, which includes the events that are being appended to the log.
/// </summary>
/// <param name="View">The state that viewers see, at the position of the last event.</param>
/// <param name="Tally">The totals over the items.</param>
/// <param name="Assignments">The assigned agents, oldest first.</param>
/// <param name="FinishedAgents">The ids of the assigned agents that have finished a run.</param>
/// <param name="Raised">The milestones that the server has raised.</param>
/// <param name="FirstReportAt">The time of the first report; null if there is none.</param>
/// <param name="LastStartAt">The last time an agent started or was heard from again; null if none has.</param>
/// <param name="TargetGiven">Whether a person named the target. Otherwise a report about the whole stream may change it.</param>
/// <param name="Whole">What was last reported as completed about the whole stream; null if nothing was.</param>
/// <param name="Silent">The agents that count as failed only because they were silent, by id.</param>
/// <param name="Growth">The growth of the last two minutes; null once the growth milestone was raised.</param>
/// <param name="Reports">The ids of recent reports.</param>
/// <param name="KnownItems">
/// The items in memory, by key. The only part that may be incomplete: the grain adds items from the log's table before it decides on them, and drops committed ones to
/// bound memory. For a decision on a report, it must hold every existing item whose key the report names.
/// </param>
internal sealed record StreamState(
    Snapshot View,
    ItemTally Tally,
    ImmutableArray<AgentAssignment> Assignments,
    ImmutableHashSet<string> FinishedAgents,
    RaisedMilestones Raised,
    DateTimeOffset? FirstReportAt,
    DateTimeOffset? LastStartAt,
    bool TargetGiven,
    long? Whole,
    ImmutableDictionary<string, SilentAgent> Silent,
    GrowthWindow? Growth,
    ReportWindow Reports,
    ImmutableDictionary<string, Item> KnownItems)
{
    /// <summary>The sequence of the last event, from 1.</summary>
    public long Seq => View.Position.Seq;

    public string StreamId => View.Stream.Id;

    public bool TargetReached => View.Progress.Completed >= View.Progress.Total;

    /// <summary>The state of a stream after its first event, its creation.</summary>
    public static StreamState From(string epoch, StreamChange creation)
    {
        if (creation is not { Seq: 1, Payload: ProgressStream stream })
            throw new ArgumentException("A stream's first event is its creation.", nameof(creation));
        var progress = ReportRules.NothingDone(stream);
        var nothing = new StreamState(
            new Snapshot(stream, progress, [], [], [], new Position(epoch, 0)),
            ItemTally.Empty,
            [],
            ImmutableHashSet<string>.Empty,
            RaisedMilestones.None,
            FirstReportAt: null,
            LastStartAt: null,
            TargetGiven: false,
            Whole: null,
            ImmutableDictionary.Create<string, SilentAgent>(StringComparer.Ordinal),
            GrowthWindow.Empty,
            ReportWindow.Empty,
            ImmutableDictionary<string, Item>.Empty);
        return StreamRules.Evolve(nothing, creation);
    }
}

/// <summary>An agent that was silent for too long.</summary>
/// <param name="Agent">The agent as it was.</param>
/// <param name="At">When it was declared silent.</param>
internal sealed record SilentAgent(ActiveAgent Agent, DateTimeOffset At);

/// <summary>The milestones that the server raises, each at most once. The numbers are stored in snapshots: they never change.</summary>
[Flags]
internal enum RaisedMilestones
{
    None = 0,
    Quarter = 1,
    Half = 2,
    ThreeQuarters = 4,
    Target = 8,
    Quality = 16,
    Speed = 32,
    Growth = 64,
    Completion = 128,
}
