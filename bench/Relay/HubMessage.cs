using System.Text;
using System.Text.Json;

namespace Streams.Bench.Relay;

/// <summary>What a watcher needs of SignalR's JSON protocol.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="From">Of a frame, the sequence after which it begins.</param>
/// <param name="To">Of a frame, its last sequence; of a snapshot, that which it is at.</param>
/// <param name="Epoch">Of a snapshot, its epoch.</param>
internal readonly record struct HubMessage(HubMessageKind Kind, long From = 0, long To = 0, string? Epoch = null)
{
    /// <summary>Ends every message; SignalR packs several into one WebSocket message and splits others.</summary>
    public const byte End = 0x1e;

    private const int Invocation = 1;
    private const int Completion = 3;
    private const int Ping = 6;
    private const int Close = 7;

    public static byte[] Handshake { get; } = Text("""{"protocol":"json","version":1}""");

    public static byte[] KeepAlive { get; } = Text("""{"type":6}""");

    public static byte[] Watch(string streamId, string? epoch, long seq) => Text(
        $$"""{"type":1,"invocationId":"w","target":"Watch","arguments":["{{streamId}}",{{(epoch is null ? "null" : $$"""{"epoch":"{{epoch}}","seq":{{seq}}}""")}}]}""");

    /// <summary>Reads a message without its end. Of a frame only what comes before its events.</summary>
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

        // The handshake's answer: {}
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

        // Not a frame: the watch has ended.
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
