using System.Text.Json.Nodes;
using CsCheck;
using Streams.Contract;
using Streams.Grains.Companies;

namespace Streams.Companies.Tests;

/// <summary>Properties of the score of any company for any goal.</summary>
public class QualityScorePropertyTests
{
    private enum Part
    {
        Absent,
        Missed,
        Met,
    }

    private static readonly string[] Facts = ["industry", "location", "founded", "employee_count", "website", "description", "registry_number"];

    private static readonly Gen<int> AnyNumber = Gen.OneOf(Gen.Int, Gen.Int[0, 2100]);

    // External agents may report any type of value in any field.
    private static readonly Gen<string> AnyValue = Gen.OneOf(
        AnyNumber.Select(number => $"{number}"),
        Gen.String.Select(text => JsonValue.Create(text).ToJsonString()),
        Gen.String.Array[0, 4].Select(texts => new JsonArray([.. texts.Select(text => JsonValue.Create(text))]).ToJsonString()),
        Gen.Const("\"https://acme.example\""),
        Gen.Const("null"),
        Gen.Const("{}"));

    private static readonly Gen<Item> AnyItem = Gen.Select(Gen.Bool.Array[Facts.Length], AnyValue.Array[Facts.Length], (known, values) =>
        Items.With($"{{{string.Join(',', Facts.Index().Where(fact => known[fact.Index]).Select(fact => $"\"{fact.Item}\":{values[fact.Index]}"))}}}"));

    // The fact that each constraint depends on; keywords depend on the name, which is always known.
    private static readonly int?[] JudgedOn = [0, 1, 3, 2, null];

    private static readonly Gen<bool[]> Known = Gen.Bool.Array[Facts.Length];

    private static readonly Gen<Part[]> Parts = Gen.Enum<Part>().Array[5];

    [Fact]
    public void A_score_is_between_0_and_5_with_two_decimals_and_reasons() => Gen.Select(AnyItem, Parts, AnyNumber).Sample((item, parts, year) =>
    {
        var score = QualityScore.Of(Criteria(parts), item, year);
        Assert.InRange(score.Value, 0, 5);
        Assert.Equal(Math.Round(score.Value, 2), score.Value);
        Assert.InRange(score.Reasons.Count, 3, 4);
        Assert.All(score.Reasons, reason => Assert.EndsWith(".", reason));
    });

    [Fact]
    public void The_same_company_goal_and_year_give_the_same_score() => Gen.Select(AnyItem, Parts, AnyNumber).Sample((item, parts, year) =>
    {
        var (once, again) = (QualityScore.Of(Criteria(parts), item, year), QualityScore.Of(Criteria(parts), item, year));
        Assert.Equal(once.Value, again.Value);
        Assert.Equal(once.Reasons, again.Reasons);
    });

    [Fact]
    public void Meeting_one_more_constraint_never_lowers_a_score() => Gen.Select(Known, Parts, Gen.Int[0, 4]).Sample((known, parts, which) =>
    {
        var item = Items.With(Data([.. known.Select((fact, i) => fact || i == JudgedOn[which])]));
        Part[] better = [.. parts.Select((part, i) => i == which ? Part.Met : part)];
        Assert.True(Score(better, item) >= Score(parts, item));
    });

    [Fact]
    public void Meeting_a_missed_constraint_raises_the_score_if_the_company_can_be_judged() =>
        Gen.Select(Parts, Gen.Int[0, 4]).Sample((parts, which) =>
        {
            var item = Items.With(Data([.. Facts.Select(_ => true)]));
            Part[] worse = [.. parts.Select((part, i) => i == which ? Part.Missed : part)];
            Part[] better = [.. parts.Select((part, i) => i == which ? Part.Met : part)];
            Assert.True(Score(better, item) > Score(worse, item));
        });

    [Fact]
    public void One_more_known_fact_never_lowers_the_score_if_the_goal_is_met() => Gen.Select(Known, Parts, Gen.Int[0, 6]).Sample((known, parts, which) =>
    {
        Part[] met = [.. parts.Select(part => part == Part.Missed ? Part.Met : part)];
        bool[] more = [.. known.Select((fact, i) => fact || i == which)];
        Assert.True(Score(met, Items.With(Data(more))) >= Score(met, Items.With(Data(known))));
    });

    private static double Score(Part[] parts, Item item) => QualityScore.Of(Criteria(parts), item, 2026).Value;

    private static string Data(bool[] known)
    {
        string[] values = ["[\"SaaS\"]", "[\"Leeds\"]", "2000", "50", "\"https://acme.example\"", "\"Makes planning software for small businesses.\"", "\"FX1\""];
        return $"{{{string.Join(',', Facts.Index().Where(fact => known[fact.Index]).Select(fact => $"\"{fact.Item}\":{values[fact.Index]}"))}}}";
    }

    /// <summary>Constraints that the company with the values above meets or misses if it can be judged.</summary>
    private static GoalCriteria Criteria(Part[] parts) => new(
        parts[0] == Part.Absent ? null : [parts[0] == Part.Met ? "saas" : "Retail"],
        parts[1] == Part.Absent ? null : [parts[1] == Part.Met ? "leeds" : "York"],
        parts[2] == Part.Absent ? null : parts[2] == Part.Met ? new(50, 50) : new(51),
        parts[3] == Part.Absent ? null : parts[3] == Part.Met ? new(Max: 2000) : new(Max: 1999),
        parts[4] == Part.Absent ? null : [parts[4] == Part.Met ? "acme" : "cloud"]);
}
