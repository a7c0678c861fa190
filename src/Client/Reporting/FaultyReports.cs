using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Streams.Client;

/// <summary>Finds the reports of a refused batch that are at fault.</summary>
internal static partial class FaultyReports
{
    /// <summary>The reports at fault, by index. Each has its own problem, whose paths are relative to the report. Empty if the problem does not name any.</summary>
    /// <param name="problem">The problem of the batch.</param>
    /// <param name="count">How many reports the batch has.</param>
    public static IReadOnlyDictionary<int, ProblemDocument> Find(ProblemDocument problem, int count)
    {
        var faults = new Dictionary<int, ImmutableSortedDictionary<string, ImmutableArray<string>>>();
        foreach (var (path, messages) in problem.Errors ?? ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty)
        {
            var match = ReportPath().Match(path);
            if (!match.Success || !int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var index) || index >= count)
                continue;
            var own = faults.GetValueOrDefault(index, ImmutableSortedDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal));
            faults[index] = own.SetItem(match.Groups[2].Length == 0 ? "report" : match.Groups[2].Value, messages);
        }

        return faults.ToDictionary(fault => fault.Key, fault => problem with { Detail = Sentence(fault.Value), Errors = fault.Value });
    }

    /// <summary>Whether the problem concerns the stream or the sender, and so every report of the batch.</summary>
    public static bool ConcernsAll(ProblemDocument problem) => problem.Status is 401 or 403 or 404;

    private static string Sentence(ImmutableSortedDictionary<string, ImmutableArray<string>> errors) =>
        string.Join(' ', errors.Select(error => $"'{error.Key}' {string.Join(", ", error.Value)}."));

    [GeneratedRegex(@"^reports\[([0-9]{1,9})\]\.?(.*)$")]
    private static partial Regex ReportPath();
}
