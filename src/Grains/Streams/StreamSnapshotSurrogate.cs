using System.Text.Json;

namespace Streams.Grains.Streams;

/// <summary>
/// A snapshot as it goes with a stream from one silo to another: as the JSON that grain storage keeps, so that the rules' own types need to know nothing of how they
/// travel.
/// </summary>
/// <param name="Json">The snapshot, or null where there is none.</param>
[GenerateSerializer, Immutable]
public readonly record struct StreamSnapshotSurrogate(byte[]? Json);

/// <summary>Between the two forms.</summary>
[RegisterConverter]
public sealed class StreamSnapshotConverter : IConverter<StreamSnapshotHolder, StreamSnapshotSurrogate>
{
    /// <inheritdoc/>
    public StreamSnapshotHolder ConvertFromSurrogate(in StreamSnapshotSurrogate surrogate) =>
        new() { Snapshot = surrogate.Json is null ? null : JsonSerializer.Deserialize<StreamSnapshot>(surrogate.Json) };

    /// <inheritdoc/>
    public StreamSnapshotSurrogate ConvertToSurrogate(in StreamSnapshotHolder value) =>
        new(value.Snapshot is null ? null : JsonSerializer.SerializeToUtf8Bytes(value.Snapshot));
}
