using Streams.Contract;
using Streams.Grains.Companies;

namespace Streams.Companies.Tests;

/// <summary>The parts of a score.</summary>
public class QualityScoreTests
{
    private const int Year = 2026;

    private const string All =
        """{"industry":["SaaS"],"location":["Leeds"],"founded":2000,"employee_count":50,"website":"https://a.example","description":"Makes planning software for small businesses.","registry_number":"FX1"}""";

    private static readonly GoalCriteria Software = new(Industry: ["SaaS"]);

    [Fact]
    public void The_best_score_is_5() => Assert.Equal(5, Score(Software, All));

    [Fact]
    public void The_worst_score_is_0() => Assert.Equal(0, Score(new(Keywords: ["cloud"]), "{}"));

    [Fact]
    public void A_goal_without_constraints_fits_every_company()
    {
        var score = QualityScore.Of(GoalCriteria.None, Items.With("{}"), Year);
        Assert.Equal(3.25, score.Value);
        Assert.Equal(
            [
                "The goal has no constraints to meet.",
                "0 of 7 facts are known; missing: industry, location, founded, employees, website, description, registry number.",
                "Shows no signals of substance.",
            ],
            score.Reasons);
    }

    [Fact]
    public void The_fit_is_half_if_no_constraint_can_be_judged()
    {
        var score = QualityScore.Of(new(["SaaS"], ["Leeds"], new(10), new(2000)), Items.With("{}"), Year);
        Assert.Equal(1.63, score.Value); // 5 × 0.65 × 0.5 = 1.625
        Assert.Equal("It cannot be judged on any of the goal's constraints (industry, location, number of employees, founding year).", score.Reasons[0]);
    }

    [Fact]
    public void Unknown_facts_do_not_lower_the_fit_but_are_named()
    {
        var score = QualityScore.Of(new(["SaaS"], ["Leeds"], Founded: new(2000)), Items.With("""{"industry":"SaaS"}"""), Year);
        Assert.Equal(["Meets 1 of the 1 constraints it can be judged on.", "Not known: location, founding year."], score.Reasons.Take(2));
        Assert.Equal(3.39, score.Value); // 5 × (0.65 + 0.20 / 7)
    }

    [Theory]
    [InlineData("""{"website":"https://a.example"}""", true)]
    [InlineData("""{"website":"http://a.example"}""", false)]
    [InlineData("""{"description":"1234567890123456789012345678901234567890"}""", true)]
    [InlineData("""{"description":"123456789012345678901234567890123456789"}""", false)]
    [InlineData("""{"employee_count":10}""", true)]
    [InlineData("""{"employee_count":9}""", false)]
    [InlineData("""{"founded":2016}""", true)]
    [InlineData("""{"founded":2017}""", false)]
    [InlineData("""{"registry_number":"FX1"}""", true)]
    public void Each_signal_has_its_documented_threshold(string data, bool shown) =>
        Assert.Equal(shown ? 3.54 : 3.39, Score(GoalCriteria.None, data)); // 5 × (0.65 + 0.20 / 7 [+ 0.15 / 5])

    [Theory]
    [InlineData("""{"industry":7,"location":{},"founded":"2000","employee_count":"50","website":1,"description":[],"registry_number":null}""")]
    [InlineData("""{"industry":"","location":[1,null],"founded":2000.5,"employee_count":9999999999,"website":"","description":false,"registry_number":[]}""")]
    [InlineData("[]")]
    [InlineData("7")]
    public void Data_of_an_unexpected_type_counts_as_unknown(string data) => Assert.Equal(3.25, Score(GoalCriteria.None, data));

    [Fact]
    public void Age_depends_on_the_given_year()
    {
        var item = Items.With("""{"founded":2016}""");
        Assert.True(QualityScore.Of(GoalCriteria.None, item, 2026).Value > QualityScore.Of(GoalCriteria.None, item, 2025).Value);
    }

    private static double Score(GoalCriteria criteria, string data) => QualityScore.Of(criteria, Items.With(data), Year).Value;
}
