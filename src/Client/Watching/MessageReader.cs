using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Streams.Client;

/// <summary>From the event and data of a server-sent message to what it says. Its id, which becomes the position, is not known here.</summary>
internal static class MessageReader
{
    private static readonly Position Nowhere = new("", 0);

    /// <summary>Reads one message.</summary>
    /// <exception cref="JsonException">The data is not what the event says.</exception>
    public static StreamMessage Read(string name, ReadOnlySpan<byte> data) => name switch
    {
        "snapshot" => new SnapshotTaken(Nowhere, Read(data, ClientJson.Default.Snapshot)),
        "progress-update" => new ProgressUpdated(Nowhere, Read(data, ClientJson.Default.Progress)),
        "agent-activity" => new AgentActed(Nowhere, Read(data, ClientJson.Default.AgentActivity)),
        "milestone" => new MilestoneReached(Nowhere, Read(data, ClientJson.Default.Milestone)),
        "stream-updated" => new StreamUpdated(Nowhere, Read(data, ClientJson.Default.ProgressStream)),
        "item-added" => new ItemAdded(Nowhere, Read(data, ClientJson.Default.Item)),
        "item-updated" => new ItemUpdated(Nowhere, Read(data, ClientJson.Default.Item)),
        "unwatched" => new WatchEnded(Nowhere, Read(data, ClientJson.Default.Unwatched).Reason),
        _ => new OtherEvent(Nowhere, name, Read(data, ClientJson.Default.JsonElement)),
    };

    private static T Read<T>(ReadOnlySpan<byte> data, JsonTypeInfo<T> shape) =>
        JsonSerializer.Deserialize(data, shape) ?? throw new JsonException("null is no payload.");
}
