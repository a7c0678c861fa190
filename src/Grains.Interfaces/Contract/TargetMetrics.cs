using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>The target of a goal.</summary>
/// <param name="CompaniesToFind">The number of companies, 1 to 1,000,000; null for an open-ended goal. If a goal omits it, 50 until a report about the whole stream has a total.</param>
/// <param name="MinQualityScore">The average score to reach, 0 to 5; 4.0 if none is set.</param>
[GenerateSerializer, Immutable]
public sealed record TargetMetrics(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? CompaniesToFind = TargetMetrics.DefaultCompaniesToFind, double? MinQualityScore = null)
{
    /// <summary>The number of companies if the goal does not name one.</summary>
    public const int DefaultCompaniesToFind = 50;

    /// <summary>The maximum target.</summary>
    public const int MaxCompaniesToFind = 1_000_000;

    /// <summary>The maximum of every score; the minimum is 0.</summary>
    public const double MaxQualityScore = 5;

    /// <summary>The average score that raises <c>quality_milestone</c> if the goal does not name one.</summary>
    public const double DefaultQualityScore = 4.0;
}
