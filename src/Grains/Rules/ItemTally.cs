using System.Collections.Immutable;

namespace Streams.Grains.Rules;

/// <summary>What the items of a stream add up to. Scores are summed as whole millionths, so that adding and taking away leaves no residue.</summary>
/// <param name="Count">How many items there are.</param>
/// <param name="ByStage">How many are at each stage; no zeros.</param>
/// <param name="Scored">How many have a score.</param>
/// <param name="ScoreMillionths">The sum of their scores, in millionths.</param>
public sealed record ItemTally(long Count, ImmutableSortedDictionary<string, long> ByStage, long Scored, long ScoreMillionths)
{
    private const double Million = 1_000_000;

    /// <summary>No items.</summary>
    public static ItemTally Empty { get; } = new(0, ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal), 0, 0);

    /// <summary>The average score rounded to two decimals, or null where no item has one.</summary>
    public double? Average => Scored == 0 ? null : Math.Round(ScoreMillionths / Million / Scored, 2, MidpointRounding.AwayFromZero);

    /// <summary>Whether the average, before rounding, is at least <paramref name="score"/>.</summary>
    public bool AverageReaches(double score) => Scored > 0 && ScoreMillionths >= Millionths(score) * Scored;

    /// <summary>With one more item.</summary>
    public ItemTally Add(string stage, double? score) => this with
    {
        Count = Count + 1,
        ByStage = Step(ByStage, stage, +1),
        Scored = Scored + (score is null ? 0 : 1),
        ScoreMillionths = ScoreMillionths + Millionths(score ?? 0),
    };

    /// <summary>With an item that has moved on.</summary>
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
