using Streams.Contract;

namespace Streams.Api.Http.Agents;

/// <summary>One run.</summary>
/// <param name="Execution">The run.</param>
public sealed record ExecutionReply(Execution Execution);
