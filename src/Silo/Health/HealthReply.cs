namespace Streams.Silo.Health;

/// <summary>The reply of a process that is alive.</summary>
/// <param name="Status"><c>ok</c>.</param>
public sealed record HealthReply(string Status)
{
    /// <summary>The only reply.</summary>
    public static HealthReply Ok { get; } = new("ok");
}
