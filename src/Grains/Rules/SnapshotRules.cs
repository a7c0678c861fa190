using System.Collections.Immutable;
using Streams.Contract;

namespace Streams.Grains.Rules;

/// <summary>The effect of each event on a stream's view. The grain and every relay apply the same rules, so they cannot disagree.</summary>
public static class SnapshotRules
{
    /// <summary>The number of activities in a snapshot; older ones are in the log.</summary>
    public const int MaxActivities = 50;

    /// <summary>The number of milestones in a snapshot; older ones are in the log.</summary>
    public const int MaxMilestones = 200;

    /// <summary>The view after an event.</summary>
    /// <param name="view">The view before it.</param>
    /// <param name="seq">The event's sequence.</param>
    /// <param name="payload">The event's payload, one of the contract's shapes.</param>
    public static Snapshot Evolve(Snapshot view, long seq, object payload)
    {
        var after = payload switch
        {
            Progress progress => view with { Progress = progress, ActiveAgents = Agents(view.ActiveAgents, progress) },
            ProgressStream stream => view with { Stream = stream },
            AgentActivity activity => view with
            {
                Activities = Prepend(view.Activities, activity),
                ActiveAgents = Agents(view, activity),
            },
            Milestone milestone => view with { Milestones = Append(view.Milestones, milestone), ActiveAgents = Seen(view.ActiveAgents, milestone.AgentId, milestone.Timestamp) },
            Item => view,
            _ => throw new ArgumentException($"{payload.GetType().Name} is not a payload", nameof(payload)),
        };
        return after with { Position = after.Position with { Seq = seq } };
    }

    /// <summary>The view after an event from the log or the news. Does not read items: a view has none.</summary>
    public static Snapshot Evolve(Snapshot view, StreamEvent change) => change.Event.Payload() is { } shape && shape != typeof(Item)
        ? Evolve(view, change.Seq, ContractJson.FromText(change.Payload, shape))
        : view with { Position = view.Position with { Seq = change.Seq } };

    private static ImmutableArray<AgentActivity> Prepend(ImmutableArray<AgentActivity> activities, AgentActivity newest)
    {
        var result = ImmutableArray.CreateBuilder<AgentActivity>(Math.Min(activities.Length + 1, MaxActivities));
        result.Add(newest);
        result.AddRange(activities.AsSpan()[..Math.Min(activities.Length, MaxActivities - 1)]);
        return result.MoveToImmutable();
    }

    private static ImmutableArray<Milestone> Append(ImmutableArray<Milestone> milestones, Milestone newest) =>
        (milestones.Length < MaxMilestones ? milestones : milestones.RemoveAt(0)).Add(newest);

    private static ImmutableArray<ActiveAgent> Agents(Snapshot view, AgentActivity activity)
    {
        var agents = view.ActiveAgents;
        var index = IndexOf(agents, activity.AgentId);
        return activity.ActivityType switch
        {
            ActivityType.Completed or ActivityType.Failed => index < 0 ? agents : agents.RemoveAt(index),
            _ when index >= 0 => agents.SetItem(index, agents[index] with { LastSeen = activity.Timestamp }),
            ActivityType.Started => agents.Add(Working(activity)),

            // It works on: its share still counts.
            _ => SilenceRules.IsReturn(activity) ? WithShares(agents.Add(Working(activity)), view.Progress) : agents,
        };
    }

    private static ActiveAgent Working(AgentActivity activity) =>
        new(activity.AgentId, activity.AgentName, activity.AgentType, activity.Timestamp, activity.Timestamp);

    private static ImmutableArray<ActiveAgent> Agents(ImmutableArray<ActiveAgent> agents, Progress progress)
    {
        return WithShares(Seen(agents, progress.AgentId, progress.LastUpdated), progress);
    }

    private static ImmutableArray<ActiveAgent> WithShares(ImmutableArray<ActiveAgent> agents, Progress progress)
    {
        if (progress.Shares is { } shares)
        {
            for (var i = 0; i < agents.Length; i++)
            {
                if (shares.TryGetValue(agents[i].AgentId, out var share) && (agents[i].Completed, agents[i].Total) != (share.Completed, share.Total))
                    agents = agents.SetItem(i, agents[i] with { Completed = share.Completed, Total = share.Total });
            }
        }

        return agents;
    }

    private static ImmutableArray<ActiveAgent> Seen(ImmutableArray<ActiveAgent> agents, string? agentId, DateTimeOffset at)
    {
        var index = agentId is null ? -1 : IndexOf(agents, agentId);
        return index < 0 ? agents : agents.SetItem(index, agents[index] with { LastSeen = at });
    }

    private static int IndexOf(ImmutableArray<ActiveAgent> agents, string agentId)
    {
        for (var i = 0; i < agents.Length; i++)
        {
            if (agents[i].AgentId == agentId)
                return i;
        }

        return -1;
    }
}
