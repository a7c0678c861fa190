using System.Text.Json;

namespace Streams.Client;

/// <summary>Something that an agent did: one line of a stream's feed.</summary>
/// <param name="Id">Its id, unique over all streams.</param>
/// <param name="StreamId">The stream.</param>
/// <param name="AgentId">The agent's id.</param>
/// <param name="AgentName">What people call the agent.</param>
/// <param name="AgentType">Its kind, such as <c>opportunity_bot</c>.</param>
/// <param name="ActivityType">What happened to the agent.</param>
/// <param name="Message">A sentence for people, 1 to 1,000 characters.</param>
/// <param name="Timestamp">When the server took it in, UTC.</param>
/// <param name="Data">Anything more: a JSON object.</param>
public sealed record AgentActivity(
    string Id,
    string StreamId,
    string AgentId,
    string AgentName,
    string AgentType,
    ActivityType ActivityType,
    string Message,
    DateTimeOffset Timestamp,
    JsonElement? Data = null);

/// <summary>What an agent says about itself.</summary>
public enum ActivityType
{
    /// <summary>What a newer server says; cannot be reported.</summary>
    Unknown,

    /// <summary>It began to work: it is active from now on.</summary>
    Started,

    /// <summary>It goes on.</summary>
    Progress,

    /// <summary>It has finished.</summary>
    Completed,

    /// <summary>It gave up, was cancelled, or fell silent.</summary>
    Failed,
}

/// <summary>An agent at work: from its <c>started</c> until <c>completed</c>, <c>failed</c>, or until it fell silent.</summary>
/// <param name="AgentId">The agent's id.</param>
/// <param name="AgentName">What people call it.</param>
/// <param name="AgentType">Its kind.</param>
/// <param name="Since">When it started, UTC.</param>
/// <param name="LastSeen">When it last reported, UTC.</param>
public sealed record ActiveAgent(string AgentId, string AgentName, string AgentType, DateTimeOffset Since, DateTimeOffset LastSeen);
