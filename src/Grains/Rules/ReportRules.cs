using Streams.Contract;

namespace Streams.Grains.Rules;

/// <summary>The rules for progress, activity and milestone reports.</summary>
internal static class ReportRules
{
    /// <summary><c>round(100 * completed / total)</c>, halves away from zero, capped at 100.</summary>
    public static int Percentage(long completed, long total) =>
        completed >= total ? 100 : (int)Math.Round(100m * completed / total, MidpointRounding.AwayFromZero);

    public static Refusal? Apply(Draft draft, ProgressReport report)
    {
        var (before, tally) = (draft.State.View.Progress, draft.State.Tally);
        var progress = tally.Count > 0
            ? FromItems(before with { Total = report.Total }, tally, draft.Now)
            : before with
            {
                Completed = report.Completed,
                Total = report.Total,
                Percentage = report.Percentage ?? Percentage(report.Completed, report.Total),

                // Values that a report omits are unchanged.
                QualityScore = report.QualityScore ?? before.QualityScore,
                ItemsByStage = report.ItemsByStage ?? before.ItemsByStage,
                LastUpdated = draft.Now,
            };
        draft.Record(EventName.ProgressUpdate, progress);
        return null;
    }

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
            draft.NextId, draft.State.StreamId, report.Type, report.Title, report.Description, report.Data, draft.Now));
        return null;
    }

    /// <summary>The progress of a stream that has items is derived from them.</summary>
    public static Progress FromItems(Progress before, ItemTally tally, DateTimeOffset now) => before with
    {
        Completed = tally.Count,
        Percentage = Percentage(tally.Count, before.Total),
        QualityScore = tally.Average,
        ItemsByStage = tally.ByStage,
        LastUpdated = now,
    };
}
