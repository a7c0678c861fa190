using System.Collections.Immutable;

namespace Streams.Grains.Cluster;

/// <summary>
/// Parts work that any silo could do among the active ones: each key is one silo's. Silos that see the cluster differently for a moment may both do a piece, or neither
/// until the next round, so the work must bear that. Pure.
/// </summary>
/// <param name="active">The active silos, in any order.</param>
/// <param name="self">This one.</param>
public sealed class SiloShare(IEnumerable<SiloAddress> active, SiloAddress self)
{
    private readonly ImmutableArray<SiloAddress> _active = [.. active.Order()];

    /// <summary>Whether a key is this silo's to look after; never for a silo that is not active.</summary>
    public bool IsMine(string key) => !_active.IsEmpty && _active[(int)(StableHash.ComputeHash(key) % (uint)_active.Length)].Equals(self);

    /// <summary>The share as a silo's view of the cluster has it.</summary>
    public static SiloShare Of(ClusterMembershipSnapshot cluster, SiloAddress self) =>
        new(cluster.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress), self);
}
