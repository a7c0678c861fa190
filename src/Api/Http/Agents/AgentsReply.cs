using Streams.Contract;

namespace Streams.Api.Http.Agents;

/// <summary>The agents assigned to a stream.</summary>
/// <param name="Agents">Oldest assignment first.</param>
public sealed record AgentsReply(IReadOnlyList<Agent> Agents);
