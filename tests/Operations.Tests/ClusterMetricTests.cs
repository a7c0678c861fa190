using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Streams.Operations.Tests.Hosting;

namespace Streams.Operations.Tests;

/// <summary>Compares the metrics of a silo and of an API host that is its client with the documentation.</summary>
public sealed partial class ClusterMetricTests(SharedCluster cluster) : IClassFixture<SharedCluster>
{
    [Fact]
    public async Task The_documented_table_lists_every_instrument_and_its_unit()
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name != "Streams")
                return;
            lock (found)
                found[instrument.Name] = instrument.Unit!;
        };
        listener.Start();
        var (_, api) = await cluster.GetAsync();
        await using var load = await Load.RunAsync(api);

        var text = await File.ReadAllTextAsync(Repository.File("docs", "telemetry.md"), TestContext.Current.CancellationToken);
        var written = RowPattern().Matches(text).ToDictionary(row => row.Groups["name"].Value, row => row.Groups["unit"].Value, StringComparer.Ordinal);
        lock (found)
            Assert.Equal(found, new SortedDictionary<string, string>(written, StringComparer.Ordinal));

        // OpenTelemetry's conventions: dots between namespaces, UCUM units, no unit in the name.
        Assert.All(written, metric =>
        {
            Assert.Matches("^streams(\\.[a-z]+(_[a-z]+)*)+$", metric.Key);
            Assert.Matches("^(s|By|\\{[a-z]+\\})$", metric.Value);
        });
    }

    [Fact]
    public async Task Every_metric_and_label_in_the_grafana_dashboard_exists()
    {
        var (silo, api) = await cluster.GetAsync();
        await using var load = await Load.RunAsync(api);
        await Calls.UntilAsync(() => Exposition.ReadAsync(silo), read => read.Sum("streams_agent_runs_total") > 0);
        Sample[] samples = [.. (await Exposition.ReadAsync(silo)).Samples, .. (await Exposition.ReadAsync(api)).Samples];
        var labels = samples.GroupBy(sample => sample.Name).ToDictionary(
            group => group.Key, group => group.SelectMany(sample => sample.Labels.Keys).Append("instance").Append("job").ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

        var queries = Queries().ToArray();
        Assert.True(queries.Length > 20, $"found only {queries.Length} queries");
        foreach (var query in queries)
        {
            var metrics = Metrics(query).ToArray();
            Assert.True(metrics.Length > 0, $"no metric in: {query}");
            foreach (var metric in metrics)
            {
                Assert.True(labels.TryGetValue(metric, out var known), $"/metrics has no {metric}, which is used by: {query}");
                Assert.All(Labels(query), label => Assert.True(known.Contains(label), $"{metric} has no label {label}, which is used by: {query}"));
            }
        }
    }

    /// <summary>The queries of all panels and variables.</summary>
    private static IEnumerable<string> Queries()
    {
        var dashboard = JsonElement.Parse(File.ReadAllText(Repository.File("docs", "grafana", "streams.json")));
        foreach (var panel in dashboard.GetProperty("panels").EnumerateArray())
        {
            if (!panel.TryGetProperty("targets", out var targets))
                continue;
            foreach (var target in targets.EnumerateArray())
                yield return target.GetProperty("expr").GetString()!;
        }

        foreach (var variable in dashboard.GetProperty("templating").GetProperty("list").EnumerateArray())
        {
            if (variable.GetProperty("type").GetString() == "query")
                yield return VariablePattern().Match(variable.GetProperty("definition").GetString()!).Groups["metric"].Value;
        }
    }

    private static IEnumerable<string> Metrics(string query) =>
        MetricPattern().Matches(GroupingPattern().Replace(SelectorPattern().Replace(query, ""), "")).Select(match => match.Value).Distinct();

    private static IEnumerable<string> Labels(string query) => SelectorPattern().Matches(query)
        .SelectMany(selector => MatcherPattern().Matches(selector.Value).Select(matcher => matcher.Groups["label"].Value))
        .Concat(GroupingPattern().Matches(query).SelectMany(grouping => grouping.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries)))
        .Distinct();

    [GeneratedRegex(@"^\| `(?<name>streams\.[^`]+)` \| (?<unit>[^ ]+) \|", RegexOptions.Multiline)]
    private static partial Regex RowPattern();

    [GeneratedRegex(@"label_values\((?<metric>[^,]+), ?\w+\)")]
    private static partial Regex VariablePattern();

    // Metric names contain an underscore; the PromQL functions used here do not, or are followed by a parenthesis.
    [GeneratedRegex(@"\b[a-z]+(_[a-z0-9]+)+\b(?! ?\()")]
    private static partial Regex MetricPattern();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]")]
    private static partial Regex SelectorPattern();

    [GeneratedRegex(@"\bby ?\((?<labels>[^)]*)\)")]
    private static partial Regex GroupingPattern();

    [GeneratedRegex(@"(?<label>\w+) ?(=~|!~|!=|=)")]
    private static partial Regex MatcherPattern();
}
