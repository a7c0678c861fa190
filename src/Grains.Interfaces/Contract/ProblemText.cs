namespace Streams.Contract;

/// <summary>Words what is wrong with a value for people who know nothing about JSON. Programs use the paths of <see cref="Refusal.Errors"/>.</summary>
internal static class ProblemText
{
    /// <summary>A sentence about a value: <c>Report 4, item 2: 'quality score' must be at most 5.</c></summary>
    /// <param name="path">Where the value is: <c>reports[3].items[1].quality_score</c>, or <c>body</c> for the whole request.</param>
    /// <param name="predicate">What is wrong with it: <c>must be at most 5</c>.</param>
    public static string Sentence(string path, string predicate)
    {
        var (places, names) = (new List<string>(), new List<string>());
        foreach (var segment in path.Split('.'))
        {
            var bracket = segment.IndexOf('[', StringComparison.Ordinal);
            var name = bracket < 0 ? segment : segment[..bracket];
            var number = bracket < 0 ? "" : $" {int.Parse(segment[(bracket + 1)..^1], System.Globalization.CultureInfo.InvariantCulture) + 1}";
            if (bracket >= 0 && Singular(name) is { } one)
                places.Add(one + number);
            else if (name is not ("body" or "goal_criteria" or "target_metrics") || (segment.Length == path.Length && name != "body"))
                names.Add(name.Replace('_', ' ') + number);
        }

        if (names.Count > 0)
            return $"{Capital(string.Join(", ", places))}{(places.Count > 0 ? ": " : "")}'{string.Join(": ", names)}' {predicate}.";
        return places.Count > 0 ? $"{Capital(string.Join(", ", places))} {predicate}." : $"The request {predicate}.";
    }

    private static string? Singular(string list) => list switch
    {
        "reports" => "report",
        "items" => "item",
        "assigned_agents" => "agent",
        _ => null,
    };

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
