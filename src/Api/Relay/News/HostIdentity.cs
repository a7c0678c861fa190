namespace Streams.Api.Relay;

/// <summary>Identifies this process to grains; the key of its news.</summary>
/// <param name="Id">Unique across hosts and restarts.</param>
internal sealed record HostIdentity(string Id)
{
    public static HostIdentity Create(TimeProvider time) => new($"{Environment.MachineName}-{Guid.CreateVersion7(time.GetUtcNow()):N}");
}
