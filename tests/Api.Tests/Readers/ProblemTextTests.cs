using Streams.Contract;

namespace Streams.Api.Tests.Readers;

/// <summary>Sentences about invalid values, for people who know nothing about JSON.</summary>
public sealed class ProblemTextTests
{
    [Theory]
    [InlineData("body", "The request is wrong.")]
    [InlineData("name", "'name' is wrong.")]
    [InlineData("target_metrics", "'target metrics' is wrong.")]
    [InlineData("target_metrics.companies_to_find", "'companies to find' is wrong.")]
    [InlineData("goal_criteria.employee_count.max", "'employee count: max' is wrong.")]
    [InlineData("goal_criteria.location[0]", "'location 1' is wrong.")]
    [InlineData("assigned_agents[1].config.items_per_second", "Agent 2: 'config: items per second' is wrong.")]
    [InlineData("reports", "'reports' is wrong.")]
    [InlineData("reports[3]", "Report 4 is wrong.")]
    [InlineData("reports[3].completed", "Report 4: 'completed' is wrong.")]
    [InlineData("reports[0].items[11].quality_score", "Report 1, item 12: 'quality score' is wrong.")]
    [InlineData("items[0].name", "Item 1: 'name' is wrong.")]
    [InlineData("Idempotency-Key", "'Idempotency-Key' is wrong.")]
    public void A_path_becomes_a_place_and_a_name(string path, string sentence) => Assert.Equal(sentence, ProblemText.Sentence(path, "is wrong"));
}
