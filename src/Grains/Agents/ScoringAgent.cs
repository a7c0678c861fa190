using System.Text.Json.Nodes;
using Streams.Contract;
using Streams.Grains.Companies;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Agents;

/// <summary>Gives each company of the stream a score from 0 to 5, with reasons.</summary>
internal sealed class ScoringAgent : IAgentWork
{
    private const int PageSize = 100;
    private const int ProgressEvery = 20;

    /// <inheritdoc/>
    public string AgentType => AgentTypes.ScoringAgent;

    /// <inheritdoc/>
    public async Task<RunResult> RunAsync(AgentRun run, CancellationToken cancellation)
    {
        var (scored, sum) = ((long)run.Checkpoint.Count("scored"), run.Checkpoint.Count("sum"));
        var criteria = (await run.SnapshotAsync(cancellation)).Stream.GoalCriteria;
        var cursor = run.Checkpoint.Cursor;
        var interrupted = run.Resumed;
        do
        {
            var page = await run.AskAsync(() => run.Stream.ReadItems(new ItemQuery(Stage: null, ItemSort.CreatedAt, PageSize, cursor)), cancellation);

            // If this page was interrupted, count the companies that this run has already scored.
            var done = page.Items.Where(item => interrupted && item.Stage == Stages.Scored && item.UpdatedAt >= run.Execution.StartedAt).ToArray();
            (scored, sum, interrupted) = (scored + done.Length, sum + done.Sum(item => item.QualityScore ?? 0), false);
            foreach (var group in run.Pace.Groups([.. page.Items.Except(done)], ProgressEvery, scored))
            {
                await run.PaceAsync(group.Length, $"Still scoring: {scored:N0} companies done.", cancellation);
                var items = group.Select(item => Scored(criteria, item, run.Year)).ToArray();

                // No report id: repeating the same scores changes nothing.
                await run.ReportAsync([new ItemsReport(ReportId: null, [.. items], run.AgentId)], cancellation);
                sum += items.Sum(item => item.QualityScore!.Value);
                scored = await run.CountAsync(scored, group.Length, ProgressEvery, count => Progress(run, count, Average(count, sum)), cancellation);
            }

            cursor = page.NextCursor;
            if (cursor is not null)
                await run.SaveAsync(cursor, new Dictionary<string, double> { ["scored"] = scored, ["sum"] = sum });
        }
        while (cursor is not null);

        return Result(scored, sum);
    }

    private static ReportedItem Scored(GoalCriteria criteria, Item item, int year)
    {
        var score = QualityScore.Of(criteria, item, year);
        var reasons = new JsonArray([.. score.Reasons.Select(reason => JsonValue.Create(reason))]);
        return new(item.Key, item.Name, Stages.Scored, score.Value, JsonText.Parse(new JsonObject { ["score_reasons"] = reasons }.ToJsonString()));
    }

    private static ActivityReport Progress(AgentRun run, long scored, double average) => run.Activity(
        ActivityType.Progress,
        $"scored-{scored}",
        $"Scored {scored:N0} companies, {average:0.0#} on average.",
        new JsonObject { ["items_scored"] = scored, ["avg_score"] = average });

    private static double Average(long scored, double sum) => Math.Round(sum / scored, 2, MidpointRounding.AwayFromZero);

    private static RunResult Result(long scored, double sum) => scored == 0
        ? new("There was nothing to score.", new JsonObject { ["items_scored"] = 0 })
        : new(
            $"Scored {scored:N0} companies, {Average(scored, sum):0.0#} on average.",
            new JsonObject { ["items_scored"] = scored, ["avg_score"] = Average(scored, sum) });
}
