using Streams.Contract;

namespace Streams.Api.Http.Agents;

/// <summary>One agent.</summary>
/// <param name="Agent">The agent.</param>
internal sealed record AgentReply(Agent Agent);

/// <summary>The agents assigned to a stream.</summary>
/// <param name="Agents">Oldest assignment first.</param>
internal sealed record AgentsReply(IReadOnlyList<Agent> Agents);

/// <summary>One run.</summary>
/// <param name="Execution">The run.</param>
internal sealed record ExecutionReply(Execution Execution);
