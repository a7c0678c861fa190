using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Rules;

/// <summary>
/// Everything that decides what a stream does next. Immutable: the grain keeps two of them, the committed one and the one that includes what is on its way to
/// the log, and drops either by forgetting it. It follows from the stream's events alone (<see cref="StreamRules.Evolve"/>).
/// </summary>
/// <param name="View">What people see, at the position of the last event.</param>
/// <param name="Tally">What the items add up to.</param>
/// <param name="Assignments">The assigned agents, oldest first.</param>
/// <param name="FinishedAgents">Which of them have finished a run.</param>
/// <param name="Raised">The milestones that the product has raised.</param>
/// <param name="FirstReportAt">When the first report came, or not yet.</param>
/// <param name="Growth">What the last two minutes brought; not kept once growth was celebrated.</param>
/// <param name="Reports">The reports that are known by their ids.</param>
/// <param name="KnownItems">
/// Items by key, as far as decisions need them. The one part that may be incomplete: the grain adds items from the log's table before it decides on them
/// and forgets committed ones to bound memory. Of a key that is reported, it must hold the item if there is one.
/// </param>
public sealed record StreamState(
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
    /// <summary>The sequence of the last event.</summary>
    public long Seq => View.Position.Seq;

    /// <summary>The stream's id.</summary>
    public string StreamId => View.Stream.Id;

    /// <summary>Whether the target is reached now.</summary>
    public bool TargetReached => View.Progress.Completed >= View.Progress.Total;

    /// <summary>The state of a stream after its first event, its creation.</summary>
    /// <param name="epoch">The epoch of the log.</param>
    /// <param name="creation">The first event.</param>
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

/// <summary>The product's milestones of which each is raised at most once.</summary>
[Flags]
public enum RaisedMilestones
{
    /// <summary>None yet.</summary>
    None = 0,

    /// <summary>25 percent.</summary>
    Quarter = 1,

    /// <summary>50 percent.</summary>
    Half = 2,

    /// <summary>75 percent.</summary>
    ThreeQuarters = 4,

    /// <summary>The target.</summary>
    Target = 8,

    /// <summary>The average score.</summary>
    Quality = 16,

    /// <summary>The target in half of the time.</summary>
    Speed = 32,

    /// <summary>Twice as much as the minute before.</summary>
    Growth = 64,

    /// <summary>The goal is done.</summary>
    Completion = 128,
}
