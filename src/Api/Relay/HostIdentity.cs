namespace Streams.Api.Relay;

/// <summary>This process, as grains know it: the key of its news. Another process, and the same one restarted, has another.</summary>
/// <param name="Id">Unique over all hosts and their lives.</param>
public sealed record HostIdentity(string Id)
{
    /// <summary>An identity for a process that starts now.</summary>
    public static HostIdentity Create(TimeProvider time) => new($"{Environment.MachineName}-{Guid.CreateVersion7(time.GetUtcNow()):N}");
}
