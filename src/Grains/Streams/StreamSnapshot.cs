using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Rules;

namespace Streams.Grains.Streams;

/// <summary>
/// What grain storage keeps of a stream so that an activation need not replay its whole history: a copy of the log's truth at one position, never more.
/// The known reports are not in it (the log has them), nor are the items (their table has them).
/// </summary>
public sealed record StreamSnapshot
{
    /// <summary>What people see.</summary>
    public required Snapshot View { get; init; }

    /// <summary>How many items there are.</summary>
    public required long Items { get; init; }

    /// <summary>How many are at each stage.</summary>
    public required Dictionary<string, long> ItemsByStage { get; init; }

    /// <summary>How many have a score.</summary>
    public required long Scored { get; init; }

    /// <summary>The sum of their scores.</summary>
    public required long ScoreMillionths { get; init; }

    /// <summary>The assigned agents.</summary>
    public required ImmutableArray<AgentAssignment> Assignments { get; init; }

    /// <summary>Which of them have finished a run.</summary>
    public required string[] FinishedAgents { get; init; }

    /// <summary>The milestones that were raised.</summary>
    public required RaisedMilestones Raised { get; init; }

    /// <summary>When the first report came.</summary>
    public DateTimeOffset? FirstReportAt { get; init; }

    /// <summary>The samples of the growth window, oldest first, or null where growth was celebrated.</summary>
    public GrowthSample[]? Growth { get; init; }

    /// <summary>
    /// The API hosts that watched the stream and until when their leases run: an activation on another silo goes on telling them. One that is missing here
    /// (the silo was killed) asks again when it sees the cluster change.
    /// </summary>
    public IReadOnlyDictionary<string, DateTimeOffset>? Leases { get; init; }

    /// <summary>The copy of a state.</summary>
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
        Growth = state.Growth is { } growth ? [.. growth.Older, .. growth.Latest is null ? Array.Empty<GrowthSample>() : [growth.Latest]] : null,
    };

    /// <summary>The state, with the reports that the log knows.</summary>
    public StreamState ToState(ReportWindow reports) => new(
        View,
        new ItemTally(Items, ItemsByStage.ToImmutableSortedDictionary(StringComparer.Ordinal), Scored, ScoreMillionths),
        Assignments,
        [.. FinishedAgents],
        Raised,
        FirstReportAt,
        Growth is null ? null : Growth is [.. var older, var latest] ? new GrowthWindow([.. older], latest) : GrowthWindow.Empty,
        reports,
        ImmutableDictionary<string, Item>.Empty);
}
