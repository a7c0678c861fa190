using Orleans.Concurrency;
using Streams.Grains.Interfaces.Cluster;

namespace Streams.Grains.Cluster;

/// <summary>Answers from its own silo's view of the cluster.</summary>
[StatelessWorker]
[GrainType("cluster")]
internal sealed class ClusterGrain(IClusterMembershipService membership) : Grain, IClusterGrain
{
    /// <inheritdoc/>
    public Task<long> GetVersion() => Task.FromResult(membership.CurrentSnapshot.Version.Value);
}
