namespace Streams.Contract;

/// <summary>An agent's activity: the payload of <c>agent-activity</c>, an entry in the feed.</summary>
/// <param name="Id">Id of the activity, unique across all streams.</param>
/// <param name="StreamId">The stream.</param>
/// <param name="AgentId">The agent's id.</param>
/// <param name="AgentName">The agent's display name.</param>
/// <param name="AgentType">Its kind, such as <c>opportunity_bot</c>.</param>
/// <param name="ActivityType">What happened to the agent.</param>
/// <param name="Message">A sentence for people, 1 to 1,000 characters.</param>
/// <param name="Data">Additional data, at most 8 KiB of JSON.</param>
/// <param name="Timestamp">When the server received it, UTC.</param>
[GenerateSerializer, Immutable]
public sealed record AgentActivity(
    string Id,
    string StreamId,
    string AgentId,
    string AgentName,
    string AgentType,
    ActivityType ActivityType,
    string Message,
    JsonText? Data,
    DateTimeOffset Timestamp);

/// <summary>What happened to an agent.</summary>
public enum ActivityType
{
    /// <summary>It started working and is active from now on.</summary>
    Started,

    /// <summary>It made progress.</summary>
    Progress,

    /// <summary>It finished and is no longer active.</summary>
    Completed,

    /// <summary>It failed, was cancelled or fell silent, and is no longer active.</summary>
    Failed,
}
