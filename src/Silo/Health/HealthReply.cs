namespace Streams.Silo.Health;

/// <summary>That the process is there.</summary>
/// <param name="Status"><c>ok</c>.</param>
public sealed record HealthReply(string Status)
{
    /// <summary>It is.</summary>
    public static HealthReply Ok { get; } = new("ok");
}
