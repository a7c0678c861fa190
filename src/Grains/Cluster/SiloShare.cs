using System.Collections.Immutable;

namespace Streams.Grains.Cluster;

/// <summary>
/// Divides work that any silo could do among the active silos: each key belongs to one of them. Silos whose views of the cluster differ for a moment may both do a piece of
/// work, or neither until the next round; the work must tolerate that. Pure.
/// </summary>
/// <param name="active">The active silos, in any order.</param>
/// <param name="self">This silo.</param>
internal sealed class SiloShare(IEnumerable<SiloAddress> active, SiloAddress self)
{
    private readonly ImmutableArray<SiloAddress> _active = [.. active.Order()];

    /// <summary>Whether a key belongs to this silo; false if this silo is not active.</summary>
    public bool IsMine(string key) => !_active.IsEmpty && _active[(int)(StableHash.ComputeHash(key) % (uint)_active.Length)].Equals(self);

    /// <summary>The share according to a silo's view of the cluster.</summary>
    public static SiloShare Of(ClusterMembershipSnapshot cluster, SiloAddress self) =>
        new(cluster.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress), self);
}
