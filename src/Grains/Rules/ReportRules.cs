using System.Collections.Immutable;
using Streams.Contract;

namespace Streams.Grains.Rules;

/// <summary>The rules for reports of progress, activities and milestones.</summary>
internal static class ReportRules
{
    /// <summary><c>round(100 * completed / total)</c>, halves away from zero, capped at 100.</summary>
    public static int Percentage(long completed, long total) =>
        completed >= total ? 100 : (int)Math.Round(100m * completed / total, MidpointRounding.AwayFromZero);

    /// <summary>The percentage with a target; null without one.</summary>
    public static int? Percentage(long completed, long? total) => total is { } target ? Percentage(completed, target) : null;

    /// <summary>The target. Until version 0.3, reports changed a target that the goal names, too.</summary>
    public static long? TotalOf(StreamState state) => state.TargetGiven ? state.View.Stream.TargetMetrics.CompaniesToFind : state.View.Progress.Total;

    /// <summary>The progress of a new stream.</summary>
    public static Progress NothingDone(ProgressStream stream) =>
        new(stream.Id, 0, stream.TargetMetrics.CompaniesToFind, Percentage(0, stream.TargetMetrics.CompaniesToFind), null, null, stream.CreatedAt);

    public static Refusal? Apply(Draft draft, ProgressReport report) => report.AgentId is { } agent
        ? RecordShare(draft, agent, new(report.Completed, report.Total ?? ShareOf(draft, agent).Total), report)
        : RecordWhole(draft, report.Completed, report);

    public static Refusal? Apply(Draft draft, AdvanceReport report)
    {
        if (report.AgentId is not { } agent)
            return RecordWhole(draft, Sum(draft.State.View.Progress.Completed, report.By), null);
        var share = ShareOf(draft, agent);
        return RecordShare(draft, agent, share with { Completed = Sum(share.Completed, report.By) }, null);
    }

    /// <summary>Records progress. Retention keeps only some of these events, so each must say all that a replay needs of the ones before it.</summary>
    public static void Record(Draft draft, Progress progress, long? whole, bool noReport = false)
    {
        // An update without shares and items that is a report says by itself what was reported about the whole.
        var isEvident = progress.Shares is null && draft.State.Tally.Count == 0 && !noReport;
        var note = isEvident || whole is null ? null : new ChangeNote { Whole = whole };
        draft.Record(EventName.ProgressUpdate, progress, noReport ? (note ?? new()) with { NoReport = true } : note);
    }

    /// <summary>What was reported about the whole stream, after an event of <see cref="Record"/>.</summary>
    public static long? WholeOf(StreamState state, Progress progress, ChangeNote? note) =>
        note?.Whole ?? (progress.Shares is null && state.Tally.Count == 0 && note?.NoReport != true ? progress.Completed : state.Whole);

    private static Refusal? RecordWhole(Draft draft, long completed, ProgressReport? report)
    {
        var state = draft.State;
        var total = state.TargetGiven ? TotalOf(state) : report?.Total ?? state.View.Progress.Total;
        Record(draft, Updated(draft, completed, total, report) with { AgentId = null }, completed);
        return null;
    }

    private static Refusal? RecordShare(Draft draft, string agent, AgentShare share, ProgressReport? report)
    {
        var (state, before) = (draft.State, draft.State.View.Progress);
        var shares = (before.Shares ?? ImmutableSortedDictionary.Create<string, AgentShare>(StringComparer.Ordinal)).SetItem(agent, share);
        if (shares.Count > Progress.MaxShares)
            return new(RefusalCode.Conflict, $"{Progress.MaxShares:N0} agents have reported progress of their own, the maximum.");

        // Score and stages describe the stream as long as nobody reports about the whole of it; a percentage is always one of the share.
        var about = state.Whole is null && report is not null ? report with { Percentage = null } : null;
        var completed = state.Whole ?? shares.Values.Aggregate(0L, (sum, each) => Sum(sum, each.Completed));
        Record(draft, Updated(draft, completed, TotalOf(state), about) with { AgentId = agent, Shares = shares }, state.Whole);
        return null;
    }

    // Values that a report omits are unchanged.
    private static Progress Updated(Draft draft, long completed, long? total, ProgressReport? report)
    {
        var (before, tally) = (draft.State.View.Progress, draft.State.Tally);
        return tally.Count > 0
            ? FromItems(before with { Total = total }, tally, draft.Now)
            : before with
            {
                Completed = completed,
                Total = total,
                Percentage = total is null ? report?.Percentage ?? before.Percentage : Percentage(completed, total),
                QualityScore = report?.QualityScore ?? before.QualityScore,
                ItemsByStage = report?.ItemsByStage ?? before.ItemsByStage,
                LastUpdated = draft.Now,
            };
    }

    private static AgentShare ShareOf(Draft draft, string agent) => draft.State.View.Progress.Shares?.GetValueOrDefault(agent) ?? new(0, null);

    private static long Sum(long one, long other) => Math.Min(one + other, Progress.MaxUnits);

    public static Refusal? Apply(Draft draft, ActivityReport report)
    {
        var agents = draft.State.View.ActiveAgents;
        if (report.ActivityType == ActivityType.Started && agents.Length >= RuleOptions.MaxActiveAgents && !agents.Any(agent => agent.AgentId == report.AgentId))
            return new(RefusalCode.Conflict, $"{RuleOptions.MaxActiveAgents:N0} agents are active on the stream, the maximum.");
        draft.Record(EventName.AgentActivity, new AgentActivity(
            draft.NextId, draft.State.StreamId, report.AgentId, report.AgentName, report.AgentType, report.ActivityType, report.Message, report.Data, draft.Now));
        return null;
    }

    public static Refusal? Apply(Draft draft, MilestoneReport report)
    {
        draft.Record(EventName.Milestone, new Milestone(
            draft.NextId, draft.State.StreamId, report.Type, report.Title, report.Description, report.Data, draft.Now, report.AgentId));
        return null;
    }

    /// <summary>The progress of a stream that has items is derived from them.</summary>
    public static Progress FromItems(Progress before, ItemTally tally, DateTimeOffset now, string? agentId = null) => before with
    {
        Completed = tally.Count,
        Percentage = Percentage(tally.Count, before.Total),
        QualityScore = tally.Average,
        ItemsByStage = tally.ByStage,
        LastUpdated = now,
        AgentId = agentId,
    };
}
