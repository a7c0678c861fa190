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
        var progress = new Progress(stream.Id, 0, stream.TargetMetrics.CompaniesToFind, 0, null, null, stream.CreatedAt);
        var nothing = new StreamState(
            new Snapshot(stream, progress, [], [], [], new Position(epoch, 0)),
            ItemTally.Empty,
            [],
            ImmutableHashSet<string>.Empty,
            RaisedMilestones.None,
            FirstReportAt: null,
            GrowthWindow.Empty,
            ReportWindow.Empty,
            ImmutableDictionary<string, Item>.Empty);
        return StreamRules.Evolve(nothing, creation);
    }
}

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
