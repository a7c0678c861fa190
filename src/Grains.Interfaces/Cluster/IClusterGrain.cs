namespace Streams.Grains.Interfaces.Cluster;

/// <summary>The answering silo's view of the cluster. Every activation answers; use key 0.</summary>
[Alias("streams.cluster")]
public interface IClusterGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Gets the membership version that the answering silo knows. It grows with every silo that joins, leaves or dies. Silos learn of a change within a second of each other,
    /// so a later answer can be smaller than an earlier one.
    /// </summary>
    [Alias("version")]
    Task<long> GetVersion();
}
