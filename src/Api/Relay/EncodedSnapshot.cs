using System.Text.Json;
using Streams.Contract;

namespace Streams.Api.Relay;

/// <summary>A snapshot that many viewers share, encoded at most once, when first asked for. Immutable; thread-safe.</summary>
/// <param name="snapshot">What it shows.</param>
public sealed class EncodedSnapshot(Snapshot snapshot)
{
    private readonly Lazy<byte[]> _json = new(() => JsonSerializer.SerializeToUtf8Bytes(snapshot, ContractJson.Default.Snapshot));

    /// <summary>What it shows.</summary>
    public Snapshot Snapshot => snapshot;

    /// <summary>Where it stands.</summary>
    public Position Position => snapshot.Position;

    /// <summary>The snapshot as JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Json => _json.Value;
}
