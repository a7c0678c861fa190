using System.Text;
using Streams.Contract;

namespace Streams.Api.Relay;

/// <summary>Formats Server-Sent Events: <c>id: epoch:seq</c>, <c>event:</c>, <c>data:</c> on one line, an empty line.</summary>
internal static class SseText
{
    public static byte[] Events(string epoch, IEnumerable<StreamEvent> events)
    {
        using var text = new MemoryStream();
        foreach (var change in events)
            Append(text, new(epoch, change.Seq), change.Event.Name(), change.Payload.Utf8.Span);
        return text.ToArray();
    }

    /// <param name="position">The id: the position of a client that has the message.</param>
    /// <param name="name">The event.</param>
    /// <param name="json">The data; minified, so it has no line break.</param>
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
}
