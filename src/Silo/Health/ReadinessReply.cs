namespace Streams.Silo.Health;

/// <summary>Whether the process can serve.</summary>
/// <param name="Status"><c>ready</c> or <c>unready</c>.</param>
/// <param name="Checks">For each check <c>ok</c>, or in a few words why not.</param>
public sealed record ReadinessReply(string Status, IReadOnlyDictionary<string, string> Checks);
