using System.Collections.Immutable;

namespace Streams.Grains.Rules;

/// <summary>Totals over a stream's items. Scores are summed as whole millionths, so that additions and removals cancel out exactly.</summary>
/// <param name="Count">The number of items.</param>
/// <param name="ByStage">The number of items at each stage; no zeros.</param>
/// <param name="Scored">The number of items that have a score.</param>
/// <param name="ScoreMillionths">The sum of their scores, in millionths.</param>
internal sealed record ItemTally(long Count, ImmutableSortedDictionary<string, long> ByStage, long Scored, long ScoreMillionths)
{
    private const double Million = 1_000_000;

    public static ItemTally Empty { get; } = new(0, ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal), 0, 0);

    /// <summary>The average score rounded to two decimals; null if no item has a score.</summary>
    public double? Average => Scored == 0 ? null : Math.Round(ScoreMillionths / Million / Scored, 2, MidpointRounding.AwayFromZero);

    /// <summary>Whether the average, before rounding, is at least <paramref name="score"/>.</summary>
    public bool AverageReaches(double score) => Scored > 0 && ScoreMillionths >= Millionths(score) * Scored;

    /// <summary>Adds an item.</summary>
    public ItemTally Add(string stage, double? score) => this with
    {
        Count = Count + 1,
        ByStage = Step(ByStage, stage, +1),
        Scored = Scored + (score is null ? 0 : 1),
        ScoreMillionths = ScoreMillionths + Millionths(score ?? 0),
    };

    /// <summary>Replaces an item's stage and score.</summary>
    public ItemTally Move(string stageBefore, double? scoreBefore, string stage, double? score) => this with
    {
        ByStage = stageBefore == stage ? ByStage : Step(Step(ByStage, stageBefore, -1), stage, +1),
        Scored = Scored + (score is null ? 0 : 1) - (scoreBefore is null ? 0 : 1),
        ScoreMillionths = ScoreMillionths + Millionths(score ?? 0) - Millionths(scoreBefore ?? 0),
    };

    private static long Millionths(double score) => (long)Math.Round(score * Million, MidpointRounding.AwayFromZero);

    private static ImmutableSortedDictionary<string, long> Step(ImmutableSortedDictionary<string, long> stages, string stage, int by) =>
        stages.GetValueOrDefault(stage) + by is var count and not 0 ? stages.SetItem(stage, count) : stages.Remove(stage);
}
