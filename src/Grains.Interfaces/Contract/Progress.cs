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
    /// <inheritdoc/>
    public bool Equals(Progress? other) =>
        other is not null && StreamId == other.StreamId && Completed == other.Completed && Total == other.Total && Percentage == other.Percentage
        && Nullable.Equals(QualityScore, other.QualityScore) && LastUpdated == other.LastUpdated
        && (ItemsByStage is { } a && other.ItemsByStage is { } b ? a.SequenceEqual(b) : ItemsByStage is null == other.ItemsByStage is null);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(StreamId, Completed, Total, Percentage, QualityScore, LastUpdated);
}
