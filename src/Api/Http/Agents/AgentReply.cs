using Streams.Contract;

namespace Streams.Api.Http.Agents;

/// <summary>One agent.</summary>
/// <param name="Agent">The agent.</param>
public sealed record AgentReply(Agent Agent);
