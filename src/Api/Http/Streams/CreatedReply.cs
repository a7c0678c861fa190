using Streams.Contract;

namespace Streams.Api.Http.Streams;

/// <summary>A stream that was created.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="AssignedAgents">The agents that were assigned with it.</param>
public sealed record CreatedReply(ProgressStream Stream, IReadOnlyList<Agent> AssignedAgents);
