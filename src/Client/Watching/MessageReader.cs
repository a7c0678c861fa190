using System.Diagnostics;
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
        "snapshot" => new SnapshotTaken(Unset, (Snapshot)Read(typeof(Snapshot), data)),
        "unwatched" => new WatchEnded(Unset, ((Unwatched)Read(typeof(Unwatched), data)).Reason),
        _ when EventNames.Find(name) is { } known => Read(known, data),
        _ => new OtherEvent(Unset, name, JsonText.Parse(Encoding.UTF8.GetString(data))),
    };

    private static StreamMessage Read(EventName name, ReadOnlySpan<byte> data) => Read(name.Payload()!, data) switch
    {
        Progress progress => new ProgressUpdated(Unset, progress),
        AgentActivity activity => new AgentActed(Unset, activity),
        Milestone milestone => new MilestoneReached(Unset, milestone),
        ProgressStream stream => new StreamUpdated(Unset, stream),
        Item item when name == EventName.ItemAdded => new ItemAdded(Unset, item),
        Item item => new ItemUpdated(Unset, item),
        var payload => throw new UnreachableException($"{payload.GetType().Name} has no message"),
    };

    private static object Read(Type shape, ReadOnlySpan<byte> data) =>
        JsonSerializer.Deserialize(data, ClientJson.Of(shape)) ?? throw new JsonException("null is not a payload.");
}
