using System.Globalization;
using System.Text.Json.Nodes;
using Streams.Contract;
using Streams.Grains.Companies;

namespace Streams.Grains.Agents;

/// <summary>Reads the source once and adds the missing details to each company of the stream that is not enriched yet.</summary>
internal sealed class EnrichmentAgent : IAgentWork
{
    private const int PageSize = 200;
    private const int ProgressEvery = 10;

    /// <inheritdoc/>
    public string AgentType => AgentTypes.EnrichmentAgent;

    /// <inheritdoc/>
    public async Task<RunResult> RunAsync(AgentRun run, CancellationToken cancellation)
    {
        var enriched = (long)run.Checkpoint.Count("enriched");
        var cursor = long.Parse(run.Checkpoint.Cursor ?? "0", CultureInfo.InvariantCulture);
        var recount = run.Resumed;
        if (recount || Waiting(await run.SnapshotAsync(cancellation)) > 0)
        {
            await foreach (var page in run.Source.ReadAsync(cursor, PageSize, cancellation))
            {
                var known = await KnownAsync(run, page, cancellation);
                if (recount)
                {
                    // This page was interrupted: count the companies that this run has already enriched.
                    enriched += known.Count(pair => !IsWaiting(pair.Item) && pair.Item.UpdatedAt >= run.Execution.StartedAt);
                    recount = false;
                }

                foreach (var group in run.Pace.Groups(known.FindAll(pair => IsWaiting(pair.Item)), ProgressEvery, enriched))
                {
                    await run.PaceAsync(group.Length, $"Still enriching: {enriched:N0} companies done.", cancellation);
                    var items = group.Select(pair => new ReportedItem(pair.Item.Key, pair.Item.Name, Stages.Enriched, Data: CompanyData.Enriched(pair.Item.Data, pair.Company)));

                    // No report id: repeating the same details changes nothing.
                    await run.ReportAsync([new ItemsReport(ReportId: null, [.. items], run.AgentId)], cancellation);
                    enriched = await CountAsync(run, enriched, group.Length, cancellation);
                }

                await run.SaveAsync(page.LastRow.ToString(CultureInfo.InvariantCulture), new Dictionary<string, double> { ["enriched"] = enriched });
                if (Waiting(await run.SnapshotAsync(cancellation)) == 0)
                    break;
                await run.HeartbeatAsync($"Still enriching: {enriched:N0} companies done.", cancellation);
            }
        }

        return Result(run.Source.Name, enriched, Waiting(await run.SnapshotAsync(cancellation)));
    }

    private static async Task<List<(Item Item, Company Company)>> KnownAsync(AgentRun run, CompanyPage page, CancellationToken cancellation)
    {
        var byKey = page.Companies.Select(company => (Key: CompanyKey.Of(company), Company: company)).DistinctBy(pair => pair.Key).ToArray();
        if (byKey.Length == 0)
            return [];
        var existing = await run.AskAsync(() => run.Stream.FindItems([.. byKey.Select(pair => pair.Key)]), cancellation);
        var items = existing.ToDictionary(item => item.Key, StringComparer.Ordinal);
        return [.. byKey.Where(pair => items.ContainsKey(pair.Key)).Select(pair => (items[pair.Key], pair.Company))];
    }

    private static async Task<long> CountAsync(AgentRun run, long before, int done, CancellationToken cancellation)
    {
        var after = before + done;
        if (after / ProgressEvery > before / ProgressEvery)
        {
            await run.ReportAsync(
                [run.Activity(ActivityType.Progress, $"enriched-{after}", $"Enriched {after:N0} companies.", new JsonObject { ["items_enriched"] = after })],
                cancellation);
        }

        return after;
    }

    /// <summary>The number of companies that have not reached the stage <c>enriched</c>.</summary>
    private static long Waiting(Snapshot snapshot) =>
        snapshot.Progress.ItemsByStage is { } stages ? stages.GetValueOrDefault(Stages.Discovered) + stages.GetValueOrDefault(Stages.Qualified) : 0;

    private static bool IsWaiting(Item item) => item.Stage is Stages.Discovered or Stages.Qualified;

    private static RunResult Result(string source, long enriched, long missing) => new(
        (enriched, missing) switch
        {
            (0, 0) => "There was nothing to enrich.",
            (_, 0) => $"Enriched {enriched:N0} companies.",
            _ => $"Enriched {enriched:N0} companies; {source} has no data on {missing:N0} others.",
        },
        new JsonObject { ["items_enriched"] = enriched, ["missing"] = missing });
}
