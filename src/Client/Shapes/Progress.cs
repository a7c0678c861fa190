namespace Streams.Client;

/// <summary>How far a stream is.</summary>
/// <param name="StreamId">The stream.</param>
/// <param name="Completed">Units done, 0 or more; may exceed <paramref name="Total"/>.</param>
/// <param name="Total">Units wanted, 1 or more.</param>
/// <param name="Percentage">A whole number, 0 to 100.</param>
/// <param name="LastUpdated">When this was reported, UTC.</param>
/// <param name="QualityScore">Average score, 0 to 5, or none yet.</param>
/// <param name="ItemsByStage">Count of items by stage, or none reported.</param>
public sealed record Progress(
    string StreamId,
    long Completed,
    long Total,
    int Percentage,
    DateTimeOffset LastUpdated,
    double? QualityScore = null,
    IReadOnlyDictionary<string, long>? ItemsByStage = null);
