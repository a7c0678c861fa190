using System.Collections.Immutable;

namespace Streams.Contract;

/// <summary>A stream's progress: the payload of <c>progress-update</c>.</summary>
/// <param name="StreamId">The stream.</param>
/// <param name="Completed">Companies (or other units) done, from 0.</param>
/// <param name="Total">Companies (or other units) to do, from 1.</param>
/// <param name="Percentage">Whole percent, 0 to 100: as reported, otherwise <c>round(100 * completed / total)</c> capped at 100.</param>
/// <param name="QualityScore">Average score, 0 to 5; null if none was reported.</param>
/// <param name="ItemsByStage">Count per stage; null if none was reported.</param>
/// <param name="LastUpdated">When this was reported, UTC.</param>
[GenerateSerializer, Immutable]
public sealed record Progress(
    string StreamId,
    long Completed,
    long Total,
    int Percentage,
    double? QualityScore,
    ImmutableSortedDictionary<string, long>? ItemsByStage,
    DateTimeOffset LastUpdated)
{
    /// <summary>The maximum of <c>completed</c>, <c>total</c> and the count of a stage. Sums do not overflow, and a browser keeps every digit.</summary>
    public const long MaxUnits = 1_000_000_000_000;

    /// <summary>The maximum number of different stages, in a report and among the items of a stream.</summary>
    public const int MaxStages = 50;

    /// <inheritdoc/>
    public bool Equals(Progress? other) =>
        other is not null && StreamId == other.StreamId && Completed == other.Completed && Total == other.Total && Percentage == other.Percentage
        && Nullable.Equals(QualityScore, other.QualityScore) && LastUpdated == other.LastUpdated
        && (ItemsByStage is { } a && other.ItemsByStage is { } b ? a.SequenceEqual(b) : ItemsByStage is null == other.ItemsByStage is null);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(StreamId, Completed, Total, Percentage, QualityScore, LastUpdated);
}
