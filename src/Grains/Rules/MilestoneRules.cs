using System.Text.Json;
using Streams.Contract;

namespace Streams.Grains.Rules;

/// <summary>The milestones that the server raises itself (contract §1), each at most once in a stream's life.</summary>
internal static class MilestoneRules
{
    private const int LeastScoredItems = 5;

    /// <summary>How long after the start of an agent growth is only its beginning.</summary>
    private static readonly TimeSpan Beginning = TimeSpan.FromMinutes(2);

    private static readonly (int Percentage, RaisedMilestones Flag)[] Quarters =
        [(25, RaisedMilestones.Quarter), (50, RaisedMilestones.Half), (75, RaisedMilestones.ThreeQuarters)];

    /// <summary>Records the milestones that the draft's state has reached and that were not raised before.</summary>
    public static void Raise(Draft draft)
    {
        var progress = draft.State.View.Progress;
        foreach (var (percentage, flag) in Quarters)
        {
            if (progress.Percentage >= percentage && IsNew(draft, flag))
                Record(draft, MilestoneTypes.Progress, $"{percentage}% reached", $"{progress.Completed:N0} of {progress.Total:N0} are done.", Percentage(percentage));
        }

        var reachedNow = draft.State.TargetReached && IsNew(draft, RaisedMilestones.Target);
        if (reachedNow)
            Record(draft, MilestoneTypes.TargetReached, "Target reached", $"All {progress.Total:N0} are done.");

        if (IsNew(draft, RaisedMilestones.Quality) && QualityReached(draft.State))
            Record(draft, MilestoneTypes.Quality, "Quality goal reached", $"The average score is {progress.QualityScore:0.0#}.");

        if (reachedNow && IsNew(draft, RaisedMilestones.Speed) && WithinHalfTheTime(draft))
            Record(draft, MilestoneTypes.Speed, "Twice as fast as needed", "The target was reached in at most half of the time to the deadline.");

        if (IsNew(draft, RaisedMilestones.Growth) && !IsBeginning(draft) && draft.State.Growth?.Doubled(draft.Now) == true)
            Record(draft, MilestoneTypes.Growth, "Picking up speed", "The last minute brought at least twice as much as the one before.");
    }

    /// <summary>Records that the goal is done.</summary>
    public static void RaiseCompletion(Draft draft)
    {
        if (IsNew(draft, RaisedMilestones.Completion))
            Record(draft, MilestoneTypes.Completion, "Goal completed", $"{draft.State.View.Stream.Name}: the target is reached and every agent has finished.");
    }

    /// <summary>The state after a milestone.</summary>
    public static StreamState Evolve(StreamState state, Milestone milestone)
    {
        var flag = FlagOf(milestone);
        return state with
        {
            Raised = state.Raised | flag,
            Growth = flag == RaisedMilestones.Growth ? null : state.Growth,
        };
    }

    private static bool QualityReached(StreamState state)
    {
        var goal = state.View.Stream.TargetMetrics.MinQualityScore ?? TargetMetrics.DefaultQualityScore;
        return state.Tally.Count > 0
            ? state.Tally.Scored >= LeastScoredItems && state.Tally.AverageReaches(goal)
            : state.View.Progress.QualityScore >= goal;
    }

    private static bool WithinHalfTheTime(Draft draft) =>
        draft.State.View.Stream.GoalDeadline is { } deadline
        && draft.State.FirstReportAt is { } first
        && deadline > first
        && draft.Now - first <= (deadline - first) / 2;

    private static bool IsBeginning(Draft draft) => draft.Now - (draft.State.LastStartAt ?? draft.State.FirstReportAt) < Beginning;

    private static bool IsNew(Draft draft, RaisedMilestones flag) => (draft.State.Raised & flag) == 0;

    private static void Record(Draft draft, string type, string title, string description, JsonText? data = null) =>
        draft.Record(
            EventName.Milestone,
            new Milestone(draft.NextId, draft.State.StreamId, type, title, description, data, draft.Now),
            draft.State.FirstReportAt is null ? new ChangeNote { NoReport = true } : null);

    private static JsonText Percentage(int percentage) => JsonText.Parse($$"""{"percentage":{{percentage}}}""");

    private static RaisedMilestones FlagOf(Milestone milestone) => milestone.Type switch
    {
        MilestoneTypes.Progress => QuarterOf(milestone.Data),
        MilestoneTypes.TargetReached => RaisedMilestones.Target,
        MilestoneTypes.Quality => RaisedMilestones.Quality,
        MilestoneTypes.Speed => RaisedMilestones.Speed,
        MilestoneTypes.Growth => RaisedMilestones.Growth,
        MilestoneTypes.Completion => RaisedMilestones.Completion,
        _ => RaisedMilestones.None,
    };

    private static RaisedMilestones QuarterOf(JsonText? data)
    {
        if (data is null)
            return RaisedMilestones.None;
        using var document = data.ToDocument();
        return document.RootElement.TryGetProperty("percentage", out var value) && value.ValueKind == JsonValueKind.Number
            ? Quarters.FirstOrDefault(quarter => quarter.Percentage == value.GetInt32()).Flag
            : RaisedMilestones.None;
    }
}
