using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Rules;

namespace Streams.Grains.Streams;

/// <summary>
/// A stream's state at one position, kept in grain storage so that an activation need not replay the whole history. It adds nothing to the log. Report ids are not in it
/// (the log has them), nor are the items (their table has them). The property names are the stored format.
/// </summary>
internal sealed record StreamSnapshot
{
    /// <summary>The state that viewers see.</summary>
    public required Snapshot View { get; init; }

    /// <summary>The number of items.</summary>
    public required long Items { get; init; }

    /// <summary>The number of items at each stage.</summary>
    public required Dictionary<string, long> ItemsByStage { get; init; }

    /// <summary>The number of items that have a score.</summary>
    public required long Scored { get; init; }

    /// <summary>The sum of the items' scores, in millionths.</summary>
    public required long ScoreMillionths { get; init; }

    /// <summary>The assigned agents, oldest first.</summary>
    public required ImmutableArray<AgentAssignment> Assignments { get; init; }

    /// <summary>The ids of the assigned agents that have finished a run.</summary>
    public required string[] FinishedAgents { get; init; }

    /// <summary>The milestones that the server has raised.</summary>
    public required RaisedMilestones Raised { get; init; }

    /// <summary>The time of the first report; null if there is none.</summary>
    public DateTimeOffset? FirstReportAt { get; init; }

    /// <summary>The last time an agent started or was heard from again; null if none has.</summary>
    public DateTimeOffset? LastStartAt { get; init; }

    /// <summary>Whether a person named the target; null in a snapshot of version 0.3 and earlier.</summary>
    public bool? TargetGiven { get; init; }

    /// <summary>What was last reported as completed about the whole stream; null if nothing was, or in a snapshot of version 0.3 and earlier.</summary>
    public long? Whole { get; init; }

    /// <summary>The agents that count as failed only because they were silent.</summary>
    public SilentAgent[]? Silent { get; init; }

    /// <summary>The samples of the growth window, oldest first; null once the growth milestone was raised.</summary>
    public GrowthSample[]? Growth { get; init; }

    /// <summary>
    /// The API hosts that watch the stream, with the times at which their leases expire: an activation on another silo continues to send them events. A host that is
    /// missing here (because the silo was killed) renews its lease when it sees the cluster change.
    /// </summary>
    public IReadOnlyDictionary<string, DateTimeOffset>? Leases { get; init; }

    /// <summary>Takes a snapshot of a state.</summary>
    public static StreamSnapshot Of(StreamState state) => new()
    {
        View = state.View,
        Items = state.Tally.Count,
        ItemsByStage = new(state.Tally.ByStage),
        Scored = state.Tally.Scored,
        ScoreMillionths = state.Tally.ScoreMillionths,
        Assignments = state.Assignments,
        FinishedAgents = [.. state.FinishedAgents],
        Raised = state.Raised,
        FirstReportAt = state.FirstReportAt,
        LastStartAt = state.LastStartAt,
        TargetGiven = state.TargetGiven,
        Whole = state.Whole,
        Silent = state.Silent.IsEmpty ? null : [.. state.Silent.Values],
        Growth = state.Growth is { } growth ? [.. growth.Older, .. growth.Latest is null ? Array.Empty<GrowthSample>() : [growth.Latest]] : null,
    };

    /// <summary>Restores the state, with the report ids from the log.</summary>
    public StreamState ToState(ReportWindow reports) => new(
        View,
        new ItemTally(Items, ItemsByStage.ToImmutableSortedDictionary(StringComparer.Ordinal), Scored, ScoreMillionths),
        Assignments,
        [.. FinishedAgents],
        Raised,
        FirstReportAt,
        LastStartAt,
        TargetGiven ?? View.Stream.TargetMetrics.CompaniesToFind is not TargetMetrics.DefaultCompaniesToFind,
        TargetGiven is null && Items == 0 && FirstReportAt is not null ? View.Progress.Completed : Whole,
        (Silent ?? []).ToImmutableDictionary(silent => silent.Agent.AgentId, StringComparer.Ordinal),
        Growth is null ? null : Growth is [.. var older, var latest] ? new GrowthWindow([.. older], latest) : GrowthWindow.Empty,
        reports,
        ImmutableDictionary<string, Item>.Empty);
}
