namespace Streams.Api.Http.Health;

/// <summary>That the process is there.</summary>
/// <param name="Status"><c>ok</c>.</param>
public sealed record HealthReply(string Status);
