namespace Streams.Contract;

/// <summary>Something an agent did: the payload of <c>agent-activity</c>, an entry of the feed.</summary>
/// <param name="Id">Id of the activity, unique over all streams.</param>
/// <param name="StreamId">The stream.</param>
/// <param name="AgentId">The agent's id.</param>
/// <param name="AgentName">What people call the agent.</param>
/// <param name="AgentType">Its kind, such as <c>opportunity_bot</c>.</param>
/// <param name="ActivityType">What happened to the agent.</param>
/// <param name="Message">A sentence for people, 1 to 1,000 characters.</param>
/// <param name="Data">Anything more, at most 8 KiB of JSON.</param>
/// <param name="Timestamp">When the server took it in, UTC.</param>
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
    /// <summary>It began to work: it is active from now on.</summary>
    Started,

    /// <summary>It got on.</summary>
    Progress,

    /// <summary>It finished; it is not active any more.</summary>
    Completed,

    /// <summary>It gave up, was cancelled, or fell silent; it is not active any more.</summary>
    Failed,
}
