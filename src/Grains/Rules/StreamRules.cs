using System.Collections.Immutable;
using System.Diagnostics;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Rules;

/// <summary>
/// The rules of a stream: a request and a state produce changes or a refusal; a change and a state produce a state. Pure: no clock, no storage, no Orleans.
/// The API has validated each report separately; these rules decide what depends on the state.
/// </summary>
internal static class StreamRules
{
    public static Decision Create(string streamId, string epoch, NewStream goal, DateTimeOffset now)
    {
        var stream = new ProgressStream(
            streamId, goal.Name, goal.Description, goal.GoalCriteria ?? GoalCriteria.None, goal.TargetMetrics ?? new TargetMetrics(), goal.GoalDeadline, GoalStatus.NotStarted, now, now, CompletedAt: null);
        var note = new ChangeNote { TargetGiven = goal.TargetGiven, Assigned = [.. (goal.AssignedAgents ?? []).Select((agent, index) => Assignment(streamId, $"1-{index + 1}", agent))] };
        var creation = new StreamChange(1, EventName.StreamUpdated, stream, now, note);
        return new(StreamState.From(epoch, creation), [creation]);
    }

    /// <summary>Applies reports in order, all or none.</summary>
    /// <param name="state">The state; <see cref="StreamState.KnownItems"/> holds every existing item that the reports name.</param>
    /// <param name="reports">The reports.</param>
    /// <param name="now">The current time.</param>
    public static Decision Report(StreamState state, ImmutableArray<Report> reports, DateTimeOffset now)
    {
        var draft = new Draft(state, now);
        var duplicates = 0;
        for (var i = 0; i < reports.Length; i++)
        {
            var report = reports[i];
            if (report.ReportId is { } id && draft.State.Reports.Contains(id))
            {
                duplicates++;
                continue;
            }

            var reopen = SilenceRules.Withdraw(draft, report);
            if (Apply(draft, report, i) is { } refusal)
                return new(state, []) { Refusal = refusal };
            MilestoneRules.Raise(draft);
            GoalStatusRules.Update(draft, reopen);

            // A heartbeat has no event that could carry its id.
            if (report is not HeartbeatReport)
                draft.EndReport(report.ReportId);
        }

        return draft.ToDecision() with { Accepted = reports.Length - duplicates, Duplicates = duplicates };
    }

    /// <summary>Changes the stream's definition. Raising the target above the completed number reopens a completed goal.</summary>
    public static Decision Change(StreamState state, StreamPatch patch, DateTimeOffset now)
    {
        var draft = new Draft(state, now);
        var before = state.View.Stream;
        var stream = before with
        {
            Name = patch.Name ?? before.Name,
            Description = patch.Description is null ? before.Description : patch.Description.Length == 0 ? null : patch.Description,
            TargetMetrics = patch.TargetMetrics ?? before.TargetMetrics,
            GoalDeadline = patch.ClearDeadline ? null : patch.GoalDeadline ?? before.GoalDeadline,
        };
        if (stream == before && (patch.TargetMetrics is null || state.TargetGiven))
            return draft.ToDecision();

        draft.Record(EventName.StreamUpdated, stream with { UpdatedAt = now }, patch.TargetMetrics is null ? null : new ChangeNote { TargetGiven = true });
        var progress = state.View.Progress;
        if (stream.TargetMetrics.CompaniesToFind is var total && patch.TargetMetrics is not null && total != progress.Total)
        {
            var changed = progress with { Total = total, Percentage = ReportRules.Percentage(progress.Completed, total), LastUpdated = now, AgentId = null };
            ReportRules.Record(draft, changed, state.Whole, noReport: true);
        }

        MilestoneRules.Raise(draft);
        GoalStatusRules.Update(draft, reopen: !draft.State.TargetReached);
        return draft.ToDecision();
    }

    /// <summary>Assigns an agent; viewers get a <c>stream-updated</c>.</summary>
    public static Decision Assign(StreamState state, NewAgent agent, DateTimeOffset now)
    {
        if (state.Assignments.Length >= Agent.MaxPerStream)
            return new(state, []) { Refusal = new(RefusalCode.Conflict, $"The stream has {Agent.MaxPerStream} agents, the maximum.") };
        var draft = new Draft(state, now);
        var note = new ChangeNote { Assigned = [Assignment(state.StreamId, $"{draft.NextSeq}", agent)] };
        draft.Record(EventName.StreamUpdated, state.View.Stream with { UpdatedAt = now }, note);
        return draft.ToDecision();
    }

    /// <summary>Applies the effects of time: silent agents fail, and approaching deadlines change the goal's status.</summary>
    /// <param name="state">The state.</param>
    /// <param name="now">The current time.</param>
    /// <param name="options">The silence limit.</param>
    /// <param name="heardAt">When an agent was last heard from; by default, when it last reported an event.</param>
    public static Decision Tick(StreamState state, DateTimeOffset now, RuleOptions options, Func<ActiveAgent, DateTimeOffset>? heardAt = null)
    {
        var draft = new Draft(state, now);
        SilenceRules.Declare(draft, options.SilenceLimit, heardAt ?? (static agent => agent.LastSeen));
        MilestoneRules.Raise(draft);
        GoalStatusRules.Update(draft);
        return draft.ToDecision();
    }

    /// <summary>Whether <see cref="Tick"/> can change anything; otherwise only a report can.</summary>
    public static bool NeedsTicks(StreamState state) =>
        state.View.ActiveAgents.Length > 0
        || (state.View.Stream is { GoalDeadline: not null, GoalStatus: not (GoalStatus.Completed or GoalStatus.NotStarted) });

    /// <summary>The state after a change.</summary>
    public static StreamState Evolve(StreamState state, StreamChange change)
    {
        var after = state with { View = SnapshotRules.Evolve(state.View, change.Seq, change.Payload) };
        after = change.Payload switch
        {
            ProgressStream stream => after with
            {
                Assignments = change.Note?.Assigned is { } assigned ? after.Assignments.AddRange(assigned) : after.Assignments,
                TargetGiven = after.TargetGiven || change.Note?.TargetGiven == true || IsOwnTarget(stream),
            },
            Progress progress => after with
            {
                Growth = after.Growth?.Add(change.At, progress.Completed),
                Whole = ReportRules.WholeOf(after, progress, change.Note),
            },
            AgentActivity activity => AfterActivity(after, state.View.ActiveAgents, activity),
            Milestone milestone => MilestoneRules.Evolve(after, milestone),
            Item item => after with
            {
                KnownItems = after.KnownItems.SetItem(item.Key, item),
                Tally = change.Note?.StageBefore is { } stageBefore
                    ? after.Tally.Move(stageBefore, change.Note.ScoreBefore, item.Stage, item.QualityScore)
                    : after.Tally.Add(item.Stage, item.QualityScore),
            },
            _ => after,
        };
        if (after.FirstReportAt is null && change is { Event: not EventName.StreamUpdated, Note: not { NoReport: true } })
            after = after with { FirstReportAt = change.At };
        return change.ReportId is { } id ? after with { Reports = after.Reports.Add(id, change.At) } : after;
    }

    private static StreamState AfterActivity(StreamState after, ImmutableArray<ActiveAgent> before, AgentActivity activity)
    {
        if (activity.ActivityType == ActivityType.Completed && IsAssigned(after, activity.AgentId))
            after = after with { FinishedAgents = after.FinishedAgents.Add(activity.AgentId) };
        if (activity.ActivityType == ActivityType.Started || SilenceRules.IsReturn(activity))
            after = after with { LastStartAt = activity.Timestamp };
        if (!SilenceRules.IsSilence(activity))
            return after.Silent.IsEmpty ? after : after with { Silent = after.Silent.Remove(activity.AgentId) };

        // At most as many as can be active; beyond that, the oldest verdict is final.
        var silent = after.Silent.Count < RuleOptions.MaxActiveAgents ? after.Silent : after.Silent.Remove(after.Silent.MinBy(silent => silent.Value.At).Key);
        return before.FirstOrDefault(agent => agent.AgentId == activity.AgentId) is { } agent
            ? after with { Silent = silent.SetItem(agent.AgentId, new(agent, activity.Timestamp)) }
            : after;
    }

    // Streams of version 0.3 and earlier do not say whether their target was given; one that is not the default was.
    private static bool IsOwnTarget(ProgressStream stream) => stream.TargetMetrics.CompaniesToFind is not TargetMetrics.DefaultCompaniesToFind;

    private static bool IsAssigned(StreamState state, string agentId)
    {
        foreach (var assignment in state.Assignments)
        {
            if (assignment.AgentId == agentId)
                return true;
        }

        return false;
    }

    private static Refusal? Apply(Draft draft, Report report, int index) => report switch
    {
        ProgressReport progress => ReportRules.Apply(draft, progress),
        ActivityReport activity => ReportRules.Apply(draft, activity),
        MilestoneReport milestone => ReportRules.Apply(draft, milestone),
        ItemsReport items => ItemRules.Apply(draft, items, index),
        AdvanceReport advance => ReportRules.Apply(draft, advance),
        HeartbeatReport => null,
        _ => throw new UnreachableException($"{report.GetType().Name} is not a report"),
    };

    private static AgentAssignment Assignment(string streamId, string suffix, NewAgent agent) =>
        new($"{streamId}-{suffix}", streamId, agent.AgentType, agent.AgentName ?? DefaultName(agent.AgentType), agent.Config ?? JsonText.FromTrusted("{}"u8.ToArray()));

    private static string DefaultName(string agentType) => agentType switch
    {
        AgentTypes.OpportunityBot => "Opportunity Bot",
        AgentTypes.EnrichmentAgent => "Enrichment Agent",
        AgentTypes.ScoringAgent => "Scoring Agent",
        _ => agentType,
    };
}
