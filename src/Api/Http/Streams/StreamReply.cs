using Streams.Contract;

namespace Streams.Api.Http.Streams;

/// <summary>One stream.</summary>
/// <param name="Stream">The stream.</param>
public sealed record StreamReply(ProgressStream Stream);
