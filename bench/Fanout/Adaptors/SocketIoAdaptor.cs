using System.Net.WebSockets;
using System.Text;

namespace Streams.Bench.Fanout.Adaptors;

/// <summary>Socket.IO 4 on Engine.IO 4, WebSocket only. Resumes with <c>pid</c> and the offset that the server appends to each event.</summary>
internal sealed class SocketIoAdaptor(LoadClient client) : Adaptor(client)
{
    public override Uri Prepare(Subscriber subscriber, ClientWebSocketOptions socket) => WebSocketUri("/socket.io/?EIO=4&transport=websocket");

    public override void Received(Subscriber subscriber, ReadOnlySpan<byte> record)
    {
        if (record.StartsWith("42["u8))
        {
            subscriber.Deliver(record, snapshot: record.StartsWith("42[\"snapshot\""u8));
            RememberOffset(subscriber, record);
        }
        else if (record.SequenceEqual("2"u8))
            _ = subscriber.SendAsync("3");
        else if (record.StartsWith("0{"u8))
            _ = subscriber.SendAsync(subscriber.Resuming && subscriber.Cursor is not null
                ? $$"""40{"pid":"{{subscriber.Epoch}}","offset":"{{subscriber.Cursor}}"}"""
                : "40");
        else if (record.StartsWith("40{"u8))
            Connected(subscriber, record);
        else if (record.StartsWith("43"u8))
            subscriber.Joined();
        else
            subscriber.Fail(Encoding.UTF8.GetString(record));
    }

    private static void Connected(Subscriber subscriber, ReadOnlySpan<byte> record)
    {
        var session = Payload.TextAfter(record, "\"sid\":\""u8);
        var recovered = subscriber.Resuming && session == subscriber.Session;
        subscriber.ToldOfLoss |= subscriber.Resuming && !recovered;
        subscriber.Session = session;
        subscriber.Epoch = Payload.TextAfter(record, "\"pid\":\""u8);
        if (recovered)
            subscriber.Joined();
        else
            _ = subscriber.SendAsync($$"""420["join","{{subscriber.Stream}}"]""");
    }

    private static void RememberOffset(Subscriber subscriber, ReadOnlySpan<byte> record)
    {
        if (subscriber.Ledger is null || !record.EndsWith("\"]"u8))
            return;
        var text = record[..^2];
        subscriber.Cursor = Encoding.UTF8.GetString(text[(text.LastIndexOf((byte)'"') + 1)..]);
    }
}
