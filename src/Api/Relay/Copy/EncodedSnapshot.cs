using System.Text.Json;
using Streams.Contract;

namespace Streams.Api.Relay;

/// <summary>A snapshot that many viewers share, encoded at most once, on first use. Immutable; thread-safe.</summary>
internal sealed class EncodedSnapshot(Snapshot snapshot)
{
    private readonly Lazy<byte[]> _json = new(() => JsonSerializer.SerializeToUtf8Bytes(snapshot, ContractJson.Default.Snapshot));

    public Snapshot Snapshot => snapshot;

    public Position Position => snapshot.Position;

    /// <summary>UTF-8.</summary>
    public ReadOnlyMemory<byte> Json => _json.Value;
}
