using Orleans.Concurrency;
using Streams.Grains.Interfaces.Cluster;

namespace Streams.Grains.Cluster;

/// <summary>Answers from what its silo knows; asks nobody.</summary>
[StatelessWorker]
[GrainType("cluster")]
public sealed class ClusterGrain(IClusterMembershipService membership) : Grain, IClusterGrain
{
    /// <inheritdoc/>
    public Task<long> GetVersion() => Task.FromResult(membership.CurrentSnapshot.Version.Value);
}
