namespace Streams.Contract;

/// <summary>An agent that is working on a stream: from its <c>started</c> until <c>completed</c>, <c>failed</c> or the silence limit.</summary>
/// <param name="AgentId">The agent's id.</param>
/// <param name="AgentName">Its display name.</param>
/// <param name="AgentType">Its kind.</param>
/// <param name="Since">When it started, UTC.</param>
/// <param name="LastSeen">When it last reported an event, UTC.</param>
/// <param name="Completed">Units of its own share that are done, as it last reported; null if it reports none.</param>
/// <param name="Total">Units of its own share; null if unknown.</param>
[GenerateSerializer, Immutable]
public sealed record ActiveAgent(
    string AgentId, string AgentName, string AgentType, DateTimeOffset Since, DateTimeOffset LastSeen, long? Completed = null, long? Total = null);
