using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Streams.Contract;
using Streams.Grains.Companies;

namespace Streams.Companies.Tests;

/// <summary>The worked examples in docs/scoring.md, read from the page.</summary>
public partial class ScoringPageTests
{
    private const int Year = 2026;

    [Fact]
    public void Example_1_is_3_89()
    {
        var example = Read(1);
        Assert.Equal([3 / 4.0, 6 / 7.0, 4 / 5.0], example.Parts, Within(0.0001));
        Assert.Equal(3.89, example.Score);
        Check(example);
    }

    [Fact]
    public void Example_2_is_3_68()
    {
        var example = Read(2);
        Assert.Equal([1.0, 3 / 7.0, 0.0], example.Parts, Within(0.0001));
        Assert.Equal(3.68, example.Score);
        Check(example);
    }

    [Fact]
    public void The_examples_follow_the_formula_on_the_page()
    {
        Assert.Contains("score = 5 × (0.65 × fit + 0.20 × completeness + 0.15 × signals)", Page());
        foreach (var example in new[] { Read(1), Read(2) })
        {
            Assert.Equal([0.65, 0.20, 0.15], example.Weights);
            Assert.Equal(example.Parts.Zip(example.Weights, (part, weight) => part * weight), example.Products, Within(0.0001));
            Assert.Equal(example.Score, Math.Round(5 * example.Products.Sum(), 2));
        }
    }

    private static void Check(Example example)
    {
        var score = QualityScore.Of(example.Criteria, Items.With(example.Data), Year);
        Assert.Equal(example.Score, score.Value);
        Assert.Equal(example.Reasons, score.Reasons);
    }

    private static string Page() => File.ReadAllText(Repository.File("docs", "scoring.md"));

    private static Example Read(int number)
    {
        var section = Page().Split("\n## ").Single(part => part.StartsWith($"Example {number}:", StringComparison.Ordinal));
        Assert.Contains($"scored in {Year}:", section);
        var blocks = Block().Matches(section).Select(match => match.Groups["json"].Value).ToArray();
        var rows = Row().Matches(section);
        return new(
            ContractJson.FromText<GoalCriteria>(JsonText.Parse(blocks[0])),
            blocks[1],
            JsonSerializer.Deserialize<string[]>(blocks[2])!,
            Column("value"),
            Column("weight"),
            Column("product"),
            Number(Total().Match(section).Groups["score"].Value));

        double[] Column(string name) => [.. rows.Select(row => Number(row.Groups[name].Value))];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static EqualityComparer<double> Within(double tolerance) => EqualityComparer<double>.Create((a, b) => Math.Abs(a - b) <= tolerance, _ => 0);

    [GeneratedRegex("```json\n(?<json>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\| (fit|completeness|signals) \|.*\| (?<value>[0-9.]+) \| (?<weight>[0-9.]+) \| (?<product>[0-9.]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"= \*\*(?<score>[0-9.]+)\*\*")]
    private static partial Regex Total();

    private sealed record Example(
        GoalCriteria Criteria, string Data, string[] Reasons, double[] Parts, double[] Weights, double[] Products, double Score);
}
