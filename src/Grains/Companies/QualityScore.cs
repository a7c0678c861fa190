using Streams.Contract;

namespace Streams.Grains.Companies;

/// <summary>A company's score and the reasons for it.</summary>
/// <param name="Value">0 to 5, rounded to two decimals.</param>
/// <param name="Reasons">Short sentences for users, stored in <c>data.score_reasons</c>.</param>
internal sealed record Score(double Value, IReadOnlyList<string> Reasons);

/// <summary>
/// Scores how well a company suits a goal: <c>5 × (0.65 × fit + 0.20 × completeness + 0.15 × signals)</c>, each part from 0 to 1.
/// <list type="bullet">
/// <item>Fit: of the goal's constraints that the company can be judged on, the share that it meets. 1 if the goal has no constraints; 0.5 if the company cannot be judged
/// on any.</item>
/// <item>Completeness: the known share of seven facts: industry, location, founded, employees, website, description, registry number.</item>
/// <item>Signals: the share that the company shows of five: a web site with TLS, a description of at least 40 characters, at least 10 employees, at least 10 years of age,
/// a registry number.</item>
/// </list>
/// Worked examples are in docs/scoring.md.
/// </summary>
internal static class QualityScore
{
    private const double FitWeight = 0.65, CompletenessWeight = 0.20, SignalWeight = 0.15;
    private const int Substance = 40, Sizeable = 10, Established = 10;

    /// <summary>Scores an item by its data.</summary>
    /// <param name="criteria">The goal's criteria.</param>
    /// <param name="item">The company.</param>
    /// <param name="year">The current year.</param>
    public static Score Of(GoalCriteria criteria, Item item, int year)
    {
        var company = CompanyData.ToCompany(item);
        var reasons = new List<string>();
        var value = TargetMetrics.MaxQualityScore * ((FitWeight * Fit(criteria, company, reasons)) + (CompletenessWeight * Completeness(company, reasons)) + (SignalWeight * Signals(company, year, reasons)));
        return new(Math.Round(value, 2, MidpointRounding.AwayFromZero), reasons);
    }

    private static double Fit(GoalCriteria criteria, Company company, List<string> reasons)
    {
        var judgements = GoalMatch.Judge(criteria, company).ToArray();
        var judged = judgements.Where(judgement => judgement.Met is not null).ToArray();
        if (judgements.Length == 0)
        {
            reasons.Add("The goal has no constraints to meet.");
            return 1;
        }

        var unknown = judgements.Except(judged).Select(judgement => judgement.Part).ToArray();
        if (judged.Length == 0)
        {
            reasons.Add($"It cannot be judged on any of the goal's constraints ({string.Join(", ", unknown)}).");
            return 0.5;
        }

        var met = judged.Count(judgement => judgement.Met == true);
        reasons.Add($"Meets {met} of the {judged.Length} constraints it can be judged on{List(": not ", judged.Where(judgement => judgement.Met == false).Select(judgement => judgement.Part))}.");
        if (unknown.Length > 0)
            reasons.Add($"Not known{List(": ", unknown)}.");
        return (double)met / judged.Length;
    }

    private static double Completeness(Company company, List<string> reasons)
    {
        (string Fact, bool Known)[] facts =
        [
            ("industry", company.Industries.Count > 0),
            ("location", company.Locations.Count > 0),
            ("founded", company.Founded is not null),
            ("employees", company.Employees is not null),
            ("website", company.Website is not null),
            ("description", company.Description is not null),
            ("registry number", company.RegistryNumber is not null),
        ];
        var known = facts.Count(fact => fact.Known);
        reasons.Add($"{known} of {facts.Length} facts are known{List("; missing: ", facts.Where(fact => !fact.Known).Select(fact => fact.Fact))}.");
        return (double)known / facts.Length;
    }

    private static double Signals(Company company, int year, List<string> reasons)
    {
        (string Signal, bool Shown)[] signals =
        [
            ("a web site with TLS", company.Website?.StartsWith("https://", StringComparison.Ordinal) == true),
            ("a substantial description", company.Description?.Length >= Substance),
            ($"at least {Sizeable} employees", company.Employees >= Sizeable),
            ($"at least {Established} years of age", year - company.Founded >= Established),
            ("a registry number", company.RegistryNumber is not null),
        ];
        var shown = signals.Where(signal => signal.Shown).Select(signal => signal.Signal).ToArray();
        reasons.Add(shown.Length == 0 ? "Shows no signals of substance." : $"Shows {string.Join(", ", shown)}.");
        return (double)shown.Length / signals.Length;
    }

    private static string List(string before, IEnumerable<string> parts) => string.Join(", ", parts) is { Length: > 0 } list ? before + list : "";
}
