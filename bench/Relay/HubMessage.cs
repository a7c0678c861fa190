using System.Text;
using System.Text.Json;

namespace Streams.Bench.Relay;

/// <summary>The part of SignalR's JSON protocol that a watcher needs.</summary>
/// <param name="Kind">The kind of message.</param>
/// <param name="From">The sequence after which a frame begins.</param>
/// <param name="To">The last sequence of a frame or snapshot.</param>
/// <param name="Epoch">The epoch of a snapshot.</param>
internal readonly record struct HubMessage(HubMessageKind Kind, long From = 0, long To = 0, string? Epoch = null)
{
    /// <summary>Ends every SignalR message. A WebSocket message may contain several of them, or part of one.</summary>
    public const byte End = 0x1e;

    private const int Invocation = 1;
    private const int Completion = 3;
    private const int Ping = 6;
    private const int Close = 7;

    public static byte[] Handshake { get; } = Text("""{"protocol":"json","version":1}""");

    public static byte[] KeepAlive { get; } = Text("""{"type":6}""");

    public static byte[] Watch(string streamId, string? epoch, long seq) => Text(
        $$"""{"type":1,"invocationId":"w","target":"Watch","arguments":["{{streamId}}",{{(epoch is null ? "null" : $$"""{"epoch":"{{epoch}}","seq":{{seq}}}""")}}]}""");

    /// <summary>Reads a message without its end marker. Of a frame, it reads only the part before the events.</summary>
    public static HubMessage Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                return reader.GetInt32() switch
                {
                    Invocation => ReadFrame(ref reader),
                    Completion => ReadReply(json),
                    Ping => new(HubMessageKind.Other),
                    Close => new(HubMessageKind.Refused),
                    _ => new(HubMessageKind.Other),
                };
            }

            if (reader.ValueTextEquals("error"u8))
                return new(HubMessageKind.Refused);
        }

        // The reply to the handshake: {}
        return new(HubMessageKind.Other);
    }

    private static HubMessage ReadFrame(ref Utf8JsonReader reader)
    {
        long? from = null;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("from"u8) && reader.Read())
                from = reader.GetInt64();
            else if (reader.ValueTextEquals("to"u8) && reader.Read() && from is { } begin)
                return new(HubMessageKind.Frame, begin, reader.GetInt64());
        }

        // Not a frame, so the server has ended the watch.
        return new(HubMessageKind.Refused);
    }

    private static HubMessage ReadReply(ReadOnlySpan<byte> json)
    {
        using var reply = JsonDocument.Parse(json.ToArray());
        if (!reply.RootElement.TryGetProperty("result", out var result))
            return new(HubMessageKind.Refused);
        if (result.TryGetProperty("frame", out var frame))
            return new(HubMessageKind.Frame, frame.GetProperty("from").GetInt64(), frame.GetProperty("to").GetInt64());
        if (!result.TryGetProperty("snapshot", out var snapshot))
            return new(HubMessageKind.Refused);
        var position = snapshot.GetProperty("position");
        return new(HubMessageKind.Snapshot, To: position.GetProperty("seq").GetInt64(), Epoch: position.GetProperty("epoch").GetString());
    }

    private static byte[] Text(string json) => [.. Encoding.ASCII.GetBytes(json), End];
}
