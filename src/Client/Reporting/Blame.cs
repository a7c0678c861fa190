using System.Globalization;
using System.Text.RegularExpressions;

namespace Streams.Client;

/// <summary>Whose fault a refused batch is.</summary>
internal static partial class Blame
{
    /// <summary>The reports at fault, by their index, each with a problem of its own whose paths begin within the report; none where the problem does not say.</summary>
    /// <param name="problem">What the server found.</param>
    /// <param name="count">How many reports the batch had.</param>
    public static IReadOnlyDictionary<int, Problem> Of(Problem problem, int count)
    {
        var faults = new Dictionary<int, Dictionary<string, IReadOnlyList<string>>>();
        foreach (var (path, messages) in problem.Errors ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            var match = ReportPath().Match(path);
            if (!match.Success || !int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var index) || index >= count)
                continue;
            if (!faults.TryGetValue(index, out var own))
                faults.Add(index, own = []);
            own[match.Groups[2].Length == 0 ? "report" : match.Groups[2].Value] = messages;
        }

        return faults.ToDictionary(fault => fault.Key, fault => problem with { Detail = Sentence(fault.Value), Errors = fault.Value });
    }

    /// <summary>Whether the same problem met every report of the batch: who they are for, or from, and not what they say.</summary>
    public static bool MeetsAll(Problem problem) => problem.Status is 401 or 403 or 404;

    private static string Sentence(Dictionary<string, IReadOnlyList<string>> errors) =>
        string.Join(' ', errors.Select(error => $"'{error.Key}' {string.Join(", ", error.Value)}."));

    [GeneratedRegex(@"^reports\[([0-9]{1,9})\]\.?(.*)$")]
    private static partial Regex ReportPath();
}
