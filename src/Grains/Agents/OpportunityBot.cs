using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Streams.Contract;
using Streams.Grains.Companies;

namespace Streams.Grains.Agents;

/// <summary>Reads the source page by page, qualifies companies by the goal's criteria, and adds them until the target is reached or the source is exhausted.</summary>
internal sealed class OpportunityBot : IAgentWork
{
    private const int PageSize = 200;
    private const int ProgressEvery = 5;

    /// <inheritdoc/>
    public string AgentType => AgentTypes.OpportunityBot;

    /// <inheritdoc/>
    public async Task<RunResult> RunAsync(AgentRun run, CancellationToken cancellation)
    {
        var tally = await Tally.ResumeAsync(run, cancellation);
        var cursor = long.Parse(run.Checkpoint.Cursor ?? "0", CultureInfo.InvariantCulture);
        var goal = await run.SnapshotAsync(cancellation);
        if (!Reached(goal))
        {
            await foreach (var page in run.Source.ReadAsync(cursor, PageSize, cancellation))
            {
                var candidates = page.Companies.Where(company => GoalMatch.Meets(goal.Stream.GoalCriteria, company)).ToArray();
                if (await AddAsync(run, candidates, tally, cancellation))
                {
                    tally.Count(page, candidates.Length);
                    break;
                }

                tally.Count(page, candidates.Length);
                await run.SaveAsync(page.LastRow.ToString(CultureInfo.InvariantCulture), tally.ToCounts());
                await run.HeartbeatAsync($"Still searching: {tally.RowsRead:N0} companies read, {tally.Created:N0} found.", cancellation);
            }
        }

        return Result(run.Source.Name, tally, await run.SnapshotAsync(cancellation));
    }

    /// <summary>Adds the candidates that the stream does not contain yet. Returns whether the target is reached.</summary>
    private static async Task<bool> AddAsync(AgentRun run, Company[] candidates, Tally tally, CancellationToken cancellation)
    {
        Candidate[] fresh = [.. (await run.FindAsync(candidates, cancellation)).Where(candidate => candidate.Known is null)];
        for (var done = 0; ;)
        {
            var snapshot = await run.SnapshotAsync(cancellation);
            if (Reached(snapshot))
                return true;
            if (done == fresh.Length)
                return false;

            // Do not cross a multiple of five or the target.
            var missing = snapshot.Progress.Total - snapshot.Progress.Completed ?? long.MaxValue;
            var group = (int)Math.Min(missing, run.Pace.Group(ProgressEvery - (int)(tally.Created % ProgressEvery)));
            var next = fresh.Skip(done).Take(group).ToArray();
            await run.PaceAsync(next.Length, $"Still searching: {tally.Created:N0} companies found so far.", cancellation);
            await run.ReportAsync(Reports(run, next, tally, snapshot.Progress), cancellation);
            done += next.Length;
        }
    }

    private static ImmutableArray<Report> Reports(AgentRun run, Candidate[] found, Tally tally, Progress progress)
    {
        var items = new ItemsReport(
            run.ReportId($"row-{found[0].Company.Row}"),
            [.. found.Select(candidate => new ReportedItem(
                candidate.Key, candidate.Company.Name, Stages.Qualified, Data: CompanyData.Discovered(candidate.Company, run.Source.Name)))],
            run.AgentId);
        tally.Created += found.Length;
        if (tally.Created % ProgressEvery != 0)
            return [items];
        var completed = progress.Completed + found.Length;
        return
        [
            items,
            run.Activity(
                ActivityType.Progress,
                $"found-{tally.Created}",
                progress.Total is { } total
                    ? $"Found {found[^1].Company.Name} and others: {completed:N0} of {total:N0} companies."
                    : $"Found {found[^1].Company.Name} and others: {completed:N0} companies.",
                new JsonObject { ["items_created"] = ProgressEvery, ["completed"] = completed, ["total"] = progress.Total }),
        ];
    }

    private static bool Reached(Snapshot snapshot) => snapshot.Progress.Completed >= snapshot.Progress.Total;

    private static RunResult Result(string source, Tally tally, Snapshot snapshot)
    {
        var missing = Math.Max(0, snapshot.Progress.Total - snapshot.Progress.Completed ?? 0);
        var message = snapshot.Progress.Total is not { } total ? $"Found {tally.Created:N0} companies: all that meet the criteria in {source}."
            : missing == 0 ? $"Found {tally.Created:N0} companies; the target of {total:N0} is reached."
            : $"Found {tally.Created:N0} companies; {missing:N0} of {total:N0} are missing: {source} has no more companies that meet the criteria.";
        return new(message, new JsonObject
        {
            ["items_created"] = tally.Created,
            ["candidates_found"] = tally.Candidates,
            ["rows_read"] = tally.RowsRead,
            ["rows_skipped"] = tally.RowsSkipped,
            ["missing"] = missing,
        });
    }

    /// <summary>The counts of a run. After a restart, the log provides the number of created companies: only the log knows which of them were acknowledged.</summary>
    private sealed class Tally
    {
        public long Created { get; set; }

        public long Candidates { get; private set; }

        public long RowsRead { get; private set; }

        public long RowsSkipped { get; private set; }

        public static async Task<Tally> ResumeAsync(AgentRun run, CancellationToken cancellation) => new()
        {
            Created = run.Resumed ? (await run.AskAsync(() => run.Stream.CountItems(run.AgentId, run.Checkpoint.FromSeq), cancellation)) : 0,
            Candidates = (long)run.Checkpoint.Count("candidates"),
            RowsRead = (long)run.Checkpoint.Count("rows"),
            RowsSkipped = (long)run.Checkpoint.Count("skipped"),
        };

        public void Count(CompanyPage page, int candidates)
        {
            Candidates += candidates;
            RowsRead += page.Companies.Count + page.Skipped;
            RowsSkipped += page.Skipped;
        }

        public Dictionary<string, double> ToCounts() => new() { ["candidates"] = Candidates, ["rows"] = RowsRead, ["skipped"] = RowsSkipped };
    }
}
