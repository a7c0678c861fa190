namespace Streams.Silo.Health;

/// <summary>Whether the process can serve.</summary>
/// <param name="Status"><c>ready</c> or <c>unready</c>.</param>
/// <param name="Checks">The result of each check: <c>ok</c>, or a short reason.</param>
public sealed record ReadinessReply(string Status, IReadOnlyDictionary<string, string> Checks);
