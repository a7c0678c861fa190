using Streams.Contract;

namespace Streams.Grains.Rules;

/// <summary>Decides <c>goal_status</c>, and when a goal is completed.</summary>
internal static class GoalStatusRules
{
    /// <summary>Records the status and the completion if they have changed.</summary>
    /// <param name="draft">The decision.</param>
    /// <param name="reopen">Whether a completed goal is decided again: its target was raised, or an agent that seemed to have ended works on.</param>
    public static void Update(Draft draft, bool reopen = false)
    {
        var stream = draft.State.View.Stream;
        if (stream.GoalStatus == GoalStatus.Completed && !reopen)
            return;
        var status = StatusOf(draft.State, draft.Now);
        if (status == stream.GoalStatus)
            return;
        if (status == GoalStatus.Completed)
            MilestoneRules.RaiseCompletion(draft);
        draft.Record(EventName.StreamUpdated, stream with
        {
            GoalStatus = status,
            UpdatedAt = draft.Now,
            CompletedAt = status == GoalStatus.Completed ? draft.Now : null,
        });
    }

    private static GoalStatus StatusOf(StreamState state, DateTimeOffset now)
    {
        if (state.FirstReportAt is not { } first)
            return GoalStatus.NotStarted;
        if (IsDone(state))
            return GoalStatus.Completed;
        if (state.View.Stream.GoalDeadline is not { } deadline)
            return GoalStatus.InProgress;
        if (state.TargetReached)
            return GoalStatus.OnTrack;
        if (now >= deadline)
            return GoalStatus.AtRisk;

        // The average rate since the first report is defined once something is completed and some time has passed.
        var (completed, total) = (state.View.Progress.Completed, state.View.Progress.Total);
        var elapsed = now - first;
        if (completed == 0 || total is null || elapsed <= TimeSpan.Zero)
            return GoalStatus.InProgress;
        var needed = elapsed.TotalSeconds / completed * (total.Value - completed);
        return needed <= (deadline - now).TotalSeconds ? GoalStatus.OnTrack : GoalStatus.AtRisk;
    }

    private static bool IsDone(StreamState state) =>
        state.TargetReached
        && state.View.ActiveAgents.IsEmpty
        && state.Assignments.All(agent => !AgentTypes.IsBuiltIn(agent.AgentType) || state.FinishedAgents.Contains(agent.AgentId));
}
