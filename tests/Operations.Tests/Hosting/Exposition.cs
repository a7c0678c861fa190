using System.Globalization;
using System.Text.RegularExpressions;

namespace Streams.Operations.Tests.Hosting;

/// <summary>The content of <c>/metrics</c> in Prometheus' format.</summary>
/// <param name="Types">The type of each metric, by name.</param>
/// <param name="Samples">The values.</param>
internal sealed partial record Exposition(IReadOnlyDictionary<string, string> Types, IReadOnlyList<Sample> Samples)
{
    public static async Task<Exposition> ReadAsync(RunningHost host)
    {
        var (status, text) = await host.GetAsync("/metrics");
        Assert.Equal(200, status);
        return Parse(text);
    }

    public static Exposition Parse(string text)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var samples = new List<Sample>();
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal) && line.Split(' ') is [_, _, var name, var type])
                types[name] = type;
            else if (SamplePattern().Match(line) is { Success: true } match)
                samples.Add(new(match.Groups["name"].Value, LabelsOf(match.Groups["labels"].Value), double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)));
        }

        return new(types, samples);
    }

    /// <summary>The sum of a metric's values, all or those with a label value; null if there are none.</summary>
    public double? Sum(string name, string? label = null, string? value = null)
    {
        var found = Samples.Where(sample => sample.Name == name && (label is null || sample.Labels.GetValueOrDefault(label) == value)).ToArray();
        return found.Length == 0 ? null : found.Sum(sample => sample.Value);
    }

    private static Dictionary<string, string> LabelsOf(string text) =>
        LabelPattern().Matches(text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value, StringComparer.Ordinal);

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][\w:]*)(\{(?<labels>.*)\})? (?<value>[^ ]+)( \d+)?$""")]
    private static partial Regex SamplePattern();

    [GeneratedRegex(@"(\w+)=""((?:[^""\\]|\\.)*)""")]
    private static partial Regex LabelPattern();
}

internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
