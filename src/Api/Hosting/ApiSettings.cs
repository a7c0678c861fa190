using Streams.Grains.Settings;

namespace Streams.Api.Hosting;

/// <summary>How an API host is set up, beside what it has in common with silos (section <c>Streams</c>).</summary>
[Section("Streams")]
internal sealed class ApiSettings
{
    /// <summary>What <see cref="DrainDelay"/> is in a cluster where it is not set: longer than a load balancer that asks every second takes to notice.</summary>
    public static readonly TimeSpan ClusterDrainDelay = TimeSpan.FromSeconds(2);

    /// <summary>Whether grains run in this process. Without, it is a client of the silos that share its database.</summary>
    public bool InProcessSilo { get; set; } = true;

    /// <summary>
    /// How long the process says that it is not ready before it stops, while it serves on. 0 to 5 min; where not set, none in one process and
    /// <see cref="ClusterDrainDelay"/> in a cluster.
    /// </summary>
    [Duration("00:00:00", "00:05:00")]
    public TimeSpan? DrainDelay { get; set; }
}
