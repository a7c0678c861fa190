using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streams.Grains.Streams;

/// <summary>
/// The grain state: a snapshot, or none yet. Orleans needs a type that has an empty value. Grain storage keeps it as JSON; silos exchange it as JSON too, so
/// that the rules' types do not depend on Orleans.
/// </summary>
[GenerateSerializer]
internal sealed class StreamSnapshotHolder
{
    /// <summary>The snapshot, immutable: it is serialized outside the grain's turn.</summary>
    [field: NonSerialized]
    public StreamSnapshot? Snapshot { get; set; }

    /// <summary>The sequence that the snapshot ends with; 0 if there is none.</summary>
    [JsonIgnore]
    public long Seq => Snapshot?.View.Position.Seq ?? 0;

    /// <summary>The snapshot as silos exchange it.</summary>
    [Id(0), JsonIgnore]
    internal byte[]? Json
    {
        get => Snapshot is null ? null : JsonSerializer.SerializeToUtf8Bytes(Snapshot);
        set => Snapshot = value is null ? null : JsonSerializer.Deserialize<StreamSnapshot>(value);
    }
}
