using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>A stream's progress: the payload of <c>progress-update</c>.</summary>
/// <param name="StreamId">The stream.</param>
/// <param name="Completed">
/// Companies (or other units) done, from 0: the number of items, if there are any; otherwise what was last reported about the whole stream; otherwise the sum of what agents
/// reported for themselves.
/// </param>
/// <param name="Total">Companies (or other units) to do, from 1; null if there is no target.</param>
/// <param name="Percentage">Whole percent, 0 to 100: <c>round(100 * completed / total)</c> capped at 100. Without a target, the last reported value, or null.</param>
/// <param name="QualityScore">Average score, 0 to 5; null if none was reported.</param>
/// <param name="ItemsByStage">Count per stage; null if none was reported.</param>
/// <param name="LastUpdated">When this was reported, UTC.</param>
/// <param name="AgentId">The agent that reported it, or null.</param>
/// <param name="Shares">What agents reported for themselves, by agent; null if no agent did.</param>
[GenerateSerializer, Immutable]
public sealed record Progress(
    string StreamId,
    long Completed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? Total,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Percentage,
    double? QualityScore,
    ImmutableSortedDictionary<string, long>? ItemsByStage,
    DateTimeOffset LastUpdated,
    string? AgentId = null,
    ImmutableSortedDictionary<string, AgentShare>? Shares = null)
{
    /// <summary>The maximum of <c>completed</c>, <c>total</c> and the count of a stage. Sums do not overflow, and a browser keeps every digit.</summary>
    public const long MaxUnits = 1_000_000_000_000;

    /// <summary>The maximum number of different stages, in a report and among the items of a stream.</summary>
    public const int MaxStages = 50;

    /// <summary>The maximum number of agents that report a share; a report of a further one is refused.</summary>
    public const int MaxShares = 200;

    /// <inheritdoc/>
    public bool Equals(Progress? other) =>
        other is not null && StreamId == other.StreamId && Completed == other.Completed && Total == other.Total && Percentage == other.Percentage
        && Nullable.Equals(QualityScore, other.QualityScore) && LastUpdated == other.LastUpdated && AgentId == other.AgentId
        && AreEqual(ItemsByStage, other.ItemsByStage) && AreEqual(Shares, other.Shares);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(StreamId, Completed, Total, Percentage, QualityScore, LastUpdated, AgentId);

    private static bool AreEqual<T>(ImmutableSortedDictionary<string, T>? one, ImmutableSortedDictionary<string, T>? other) =>
        one is not null && other is not null ? one.SequenceEqual(other) : one is null == other is null;
}

/// <summary>What an agent reported about its own share of a stream.</summary>
/// <param name="Completed">Units done, from 0.</param>
/// <param name="Total">Units to do, from 1; null if unknown.</param>
[GenerateSerializer, Immutable]
public sealed record AgentShare(long Completed, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? Total);
