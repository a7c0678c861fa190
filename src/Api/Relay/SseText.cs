using System.Text;
using Streams.Contract;

namespace Streams.Api.Relay;

/// <summary>How Server-Sent Events are written: <c>id: epoch:seq</c>, <c>event:</c>, <c>data:</c> on one line, an empty line.</summary>
public static class SseText
{
    /// <summary>Each event as a message.</summary>
    public static byte[] Events(string epoch, IEnumerable<StreamEvent> events)
    {
        using var text = new MemoryStream();
        foreach (var change in events)
            Append(text, new(epoch, change.Seq), Name(change.Event), change.Payload.Utf8.Span);
        return text.ToArray();
    }

    /// <summary>One message.</summary>
    /// <param name="position">Its id: where a client that has it stands.</param>
    /// <param name="name">Its event.</param>
    /// <param name="json">Its data; minified JSON has no line break.</param>
    public static byte[] Message(Position position, string name, ReadOnlySpan<byte> json)
    {
        using var text = new MemoryStream();
        Append(text, position, name, json);
        return text.ToArray();
    }

    private static void Append(MemoryStream text, Position position, string name, ReadOnlySpan<byte> json)
    {
        text.Write(Encoding.UTF8.GetBytes($"id: {position}\nevent: {name}\ndata: "));
        text.Write(json);
        text.Write("\n\n"u8);
    }

    private static string Name(EventName name) => name switch
    {
        EventName.ProgressUpdate => "progress-update",
        EventName.AgentActivity => "agent-activity",
        EventName.Milestone => "milestone",
        EventName.StreamUpdated => "stream-updated",
        EventName.ItemAdded => "item-added",
        EventName.ItemUpdated => "item-updated",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };
}
