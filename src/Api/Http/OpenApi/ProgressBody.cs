namespace Streams.Api.Http.OpenApi;

/// <summary>How far the agent is.</summary>
/// <param name="Completed">Units done, 0 to 10^12. For a stream that has items, they count instead.</param>
/// <param name="Total">Units to do, 1 to 10^12.</param>
/// <param name="Percentage">Whole percent 0 to 100; computed where it is not given.</param>
/// <param name="QualityScore">Average score, 0 to 5.</param>
/// <param name="ItemsByStage">Count per stage, at most 50 stages.</param>
/// <param name="ReportId"><inheritdoc cref="ReportBody"/></param>
public sealed record ProgressBody(
    long Completed,
    long Total,
    int? Percentage = null,
    double? QualityScore = null,
    IReadOnlyDictionary<string, long>? ItemsByStage = null,
    string? ReportId = null) : ReportBody(ReportId);
