namespace Streams.Contract;

/// <summary>One agent.</summary>
/// <param name="Agent">The agent.</param>
public sealed record AgentReply(Agent Agent);

/// <summary>The agents assigned to a stream.</summary>
/// <param name="Agents">Oldest assignment first.</param>
public sealed record AgentsReply(IReadOnlyList<Agent> Agents);

/// <summary>One run.</summary>
/// <param name="Execution">The run.</param>
public sealed record ExecutionReply(Execution Execution);
