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
                var known = Known(await run.FindAsync(page.Companies, cancellation));
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
                    enriched = await run.CountAsync(enriched, group.Length, ProgressEvery, count => Progress(run, count), cancellation);
                }

                await run.SaveAsync(page.LastRow.ToString(CultureInfo.InvariantCulture), new Dictionary<string, double> { ["enriched"] = enriched });
                if (Waiting(await run.SnapshotAsync(cancellation)) == 0)
                    break;
                await run.HeartbeatAsync($"Still enriching: {enriched:N0} companies done.", cancellation);
            }
        }

        return Result(run.Source.Name, enriched, Waiting(await run.SnapshotAsync(cancellation)));
    }

    private static List<(Item Item, Company Company)> Known(IEnumerable<Candidate> candidates) =>
        [.. from candidate in candidates where candidate.Known is not null select (candidate.Known, candidate.Company)];

    private static ActivityReport Progress(AgentRun run, long enriched) =>
        run.Activity(ActivityType.Progress, $"enriched-{enriched}", $"Enriched {enriched:N0} companies.", new JsonObject { ["items_enriched"] = enriched });

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
