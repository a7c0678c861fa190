using System.Text.Json;
using Streams.Contract;

namespace Streams.Grains.Rules;

/// <summary>Agents that fall silent fail; evidence that they work withdraws that verdict. The <c>reason</c> in the data of the activity tells both from other activities.</summary>
internal static class SilenceRules
{
    private const string Reason = "reason";
    private const string FellSilent = "silent";
    private const string HeardAgain = "heard_again";

    /// <summary>Records that agents which were not heard from for too long have failed.</summary>
    /// <param name="draft">The decision.</param>
    /// <param name="limit">How long an agent may be silent.</param>
    /// <param name="heardAt">When an agent was last heard from; asked for active agents only.</param>
    public static void Declare(Draft draft, TimeSpan limit, Func<ActiveAgent, DateTimeOffset> heardAt)
    {
        foreach (var agent in draft.State.View.ActiveAgents)
        {
            if (draft.Now - heardAt(agent) > limit)
                Record(draft, agent, ActivityType.Failed, $"{agent.AgentName} fell silent: it reported nothing for {limit.TotalSeconds:0} s.", FellSilent);
        }
    }

    /// <summary>If the sender of a report counts as silent, records that it works. A report that starts or ends its work says so itself.</summary>
    /// <returns>Whether the goal was completed since then, as if the agent had ended: it was not.</returns>
    public static bool Withdraw(Draft draft, Report report)
    {
        if (report.Sender is not { } sender || !draft.State.Silent.TryGetValue(sender, out var silent))
            return false;
        if (report is ActivityReport { ActivityType: not ActivityType.Progress } || draft.State.View.ActiveAgents.Length >= RuleOptions.MaxActiveAgents)
            return false;
        Record(draft, silent.Agent, ActivityType.Progress, $"{silent.Agent.AgentName} is heard from again and works on.", HeardAgain);
        return draft.State.View.Stream.CompletedAt >= silent.At;
    }

    /// <summary>Whether the server declared the agent silent.</summary>
    public static bool IsSilence(AgentActivity activity) => activity.ActivityType == ActivityType.Failed && ReasonOf(activity) == FellSilent;

    /// <summary>Whether the server withdrew that.</summary>
    public static bool IsReturn(AgentActivity activity) => activity.ActivityType == ActivityType.Progress && ReasonOf(activity) == HeardAgain;

    private static string? ReasonOf(AgentActivity activity)
    {
        if (activity.Data is not { } data)
            return null;
        using var document = data.ToDocument();
        return document.RootElement.TryGetProperty(Reason, out var reason) && reason.ValueKind == JsonValueKind.String ? reason.GetString() : null;
    }

    private static void Record(Draft draft, ActiveAgent agent, ActivityType type, string message, string reason) =>
        draft.Record(EventName.AgentActivity, new AgentActivity(
            draft.NextId, draft.State.StreamId, agent.AgentId, agent.AgentName, agent.AgentType, type, message, JsonText.Parse($$"""{"{{Reason}}":"{{reason}}"}"""), draft.Now));
}
