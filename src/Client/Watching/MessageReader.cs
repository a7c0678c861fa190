using System.Text;
using System.Text.Json;

namespace Streams.Client;

/// <summary>Reads the event name and data of a server-sent message. The caller sets the position, which is the message's id.</summary>
internal static class MessageReader
{
    private static readonly Position Unset = new("", 0);

    /// <summary>Reads one message.</summary>
    /// <exception cref="JsonException">The data does not have the shape that belongs to the event.</exception>
    public static StreamMessage Read(string name, ReadOnlySpan<byte> data) => name switch
    {
        "snapshot" => new SnapshotTaken(Unset, Read<Snapshot>(data)),
        "progress-update" => new ProgressUpdated(Unset, Read<Progress>(data)),
        "agent-activity" => new AgentActed(Unset, Read<AgentActivity>(data)),
        "milestone" => new MilestoneReached(Unset, Read<Milestone>(data)),
        "stream-updated" => new StreamUpdated(Unset, Read<ProgressStream>(data)),
        "item-added" => new ItemAdded(Unset, Read<Item>(data)),
        "item-updated" => new ItemUpdated(Unset, Read<Item>(data)),
        "unwatched" => new WatchEnded(Unset, Read<Unwatched>(data).Reason),
        _ => new OtherEvent(Unset, name, JsonText.Parse(Encoding.UTF8.GetString(data))),
    };

    private static T Read<T>(ReadOnlySpan<byte> data) =>
        JsonSerializer.Deserialize(data, ClientJson.Of<T>()) ?? throw new JsonException("null is not a payload.");
}
