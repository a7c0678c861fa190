namespace Streams.Grains.Interfaces.Cluster;

/// <summary>How the cluster looks from the silo that answers. Any activation will do; ask key 0.</summary>
[Alias("streams.cluster")]
public interface IClusterGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// The version of the cluster's membership that the answering silo knows: it grows with every silo that comes, goes or dies. Silos learn of a change within a
    /// second of one another, so a later answer may be smaller than an earlier one.
    /// </summary>
    [Alias("version")]
    Task<long> GetVersion();
}
