using Streams.Contract;
#pragma warning disable CS1591
namespace Streams.Grains.Companies;
public static class GoalMatch { public static bool Meets(GoalCriteria criteria, Company company) => true; }
public static class CompanyData { public static JsonText Discovered(Company c, string source) => JsonText.Parse("{}"); public static JsonText? Enriched(JsonText data, Company c) => null; }
public static class QualityScore { public sealed record Score(double Value, IReadOnlyList<string> Reasons); public static Score Of(GoalCriteria c, Item item, int year) => new(4, []); }
public static class CompanySources { public static ICompanySource Open(string path) => throw new NotImplementedException(path); }
