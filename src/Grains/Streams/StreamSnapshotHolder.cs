using System.Text.Json.Serialization;

namespace Streams.Grains.Streams;

/// <summary>The grain state: a snapshot, or none yet. Orleans needs a type that it can make empty.</summary>
public sealed class StreamSnapshotHolder
{
    /// <summary>The snapshot, immutable: it is serialized off the grain's turn.</summary>
    public StreamSnapshot? Snapshot { get; set; }

    /// <summary>The sequence that the snapshot ends with; 0 for none.</summary>
    [JsonIgnore]
    public long Seq => Snapshot?.View.Position.Seq ?? 0;
}
