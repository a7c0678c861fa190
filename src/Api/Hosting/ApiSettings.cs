using Microsoft.Extensions.Options;
using Streams.Grains.Settings;

namespace Streams.Api.Hosting;

/// <summary>The settings of an API host that silos do not have.</summary>
[Section("Streams")]
internal sealed class ApiSettings
{
    /// <summary>The default of <see cref="DrainDelay"/> in a cluster: long enough for a load balancer that checks every second.</summary>
    public static readonly TimeSpan ClusterDrainDelay = TimeSpan.FromSeconds(2);

    /// <summary>Whether grains run in this process. If not, it is a client of the silos that share its database.</summary>
    public bool InProcessSilo { get; set; } = true;

    /// <summary>
    /// Whether this process and its silo are a node of a cluster, so that further nodes, silos and API hosts can share its database. Without <see cref="InProcessSilo"/>, an API host
    /// always belongs to a cluster.
    /// </summary>
    public bool Clustered { get; set; }

    /// <summary>Whether there may be other processes, which may die.</summary>
    public bool BelongsToCluster() => Clustered || !InProcessSilo;

    /// <summary>
    /// How long the process reports that it is not ready, and still serves, before it stops. 0 to 5 min; the default is 0 in a single process and
    /// <see cref="ClusterDrainDelay"/> in a cluster.
    /// </summary>
    [Duration("00:00:00", "00:05:00")]
    public TimeSpan? DrainDelay { get; set; }
}

[OptionsValidator]
internal sealed partial class ApiSettingsValidator : IValidateOptions<ApiSettings>;
