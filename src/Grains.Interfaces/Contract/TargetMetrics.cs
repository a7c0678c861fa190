namespace Streams.Contract;

/// <summary>When a goal is reached.</summary>
/// <param name="CompaniesToFind">How many companies, 1 to 1,000,000.</param>
/// <param name="MinQualityScore">The average score to aim at, 0 to 5; where none is set, 4.0 counts.</param>
[GenerateSerializer, Immutable]
public sealed record TargetMetrics(int CompaniesToFind = TargetMetrics.DefaultCompaniesToFind, double? MinQualityScore = null)
{
    /// <summary>How many companies a goal asks for where it does not say.</summary>
    public const int DefaultCompaniesToFind = 50;

    /// <summary>The greatest target.</summary>
    public const int MaxCompaniesToFind = 1_000_000;

    /// <summary>The average score that raises <c>quality_milestone</c> where the goal names none.</summary>
    public const double DefaultQualityScore = 4.0;
}
