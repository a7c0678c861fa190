using System.Collections.Immutable;
using Streams.Contract;

namespace Streams.Grains.Companies;

/// <summary>Matches companies against a goal's criteria. An absent criterion matches every company.</summary>
internal static class GoalMatch
{
    /// <summary>Whether a company meets every criterion. Unknown facts do not meet a criterion: a bot does not guess.</summary>
    public static bool Meets(GoalCriteria criteria, Company company) => Judge(criteria, company).All(judgement => judgement.Met == true);

    /// <summary>Each criterion that constrains, and whether the company meets it; null if the fact is unknown.</summary>
    internal static IEnumerable<(string Part, bool? Met)> Judge(GoalCriteria criteria, Company company)
    {
        if (criteria.Industry is { Length: > 0 } industries)
            yield return ("industry", company.Industries.Count == 0 ? null : AnyTerm(industries, company.Industries));
        if (criteria.Location is { Length: > 0 } locations)
            yield return ("location", company.Locations.Count == 0 ? null : AnyTerm(locations, company.Locations));
        if (criteria.EmployeeCount is { } employees)
            yield return ("number of employees", company.Employees is { } count ? employees.Contains(count) : null);
        if (criteria.Founded is { } founded)
            yield return ("founding year", company.Founded is { } year ? founded.Contains(year) : null);
        if (criteria.Keywords is { Length: > 0 } keywords)
            yield return ("keywords", AnyTerm(keywords, [company.Name, .. company.Industries, company.Description ?? ""]));
    }

    private static bool AnyTerm(ImmutableArray<string> terms, IReadOnlyList<string> texts) =>
        terms.Any(term => texts.Any(text => Contains(text, term)));

    /// <summary>Whether a text contains a term as whole words, ignoring case: <c>IT services</c> contains <c>IT</c>, <c>Hospitality</c> does not.</summary>
    internal static bool Contains(string text, string term)
    {
        term = term.Trim();
        if (term.Length == 0)
            return false;
        for (var at = 0; (at = text.IndexOf(term, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            if (IsEdge(text, at - 1, term[0]) && IsEdge(text, at + term.Length, term[^1]))
                return true;
        }

        return false;
    }

    /// <summary>Whether there is a word boundary between the term's first or last character and its neighbour in the text: one of them is not a letter or digit.</summary>
    private static bool IsEdge(string text, int beside, char own) =>
        beside < 0 || beside >= text.Length || !char.IsLetterOrDigit(own) || !char.IsLetterOrDigit(text[beside]);
}
