using System.Net.WebSockets;
using System.Text;

namespace Streams.Bench.Fanout.Adaptors;

/// <summary>Centrifuge's JSON protocol, version 1 (library of 2021). Records end with a newline; resumes by epoch and offset.</summary>
internal sealed class CentrifugeAdaptor(LoadClient client) : Adaptor(client)
{
    public override byte? Delimiter => (byte)'\n';

    public override Uri Prepare(Subscriber subscriber, ClientWebSocketOptions socket) => WebSocketUri("/connection/websocket");

    public override Task OpenedAsync(Subscriber subscriber) => subscriber.SendAsync("""{"id":1,"params":{}}""");

    public override void Received(Subscriber subscriber, ReadOnlySpan<byte> record)
    {
        if (record.StartsWith("{\"result\":"u8))
        {
            subscriber.Deliver(record);
            if (subscriber.Ledger is not null)
                RememberOffset(subscriber, record);
        }
        else if (record.StartsWith("{\"id\":1,\"result\":"u8))
        {
            var late = subscriber.Epoch is null;
            _ = subscriber.SendAsync(subscriber.Resuming || late
                ? $$$"""{"id":2,"method":1,"params":{"channel":"{{{subscriber.Stream}}}","recover":true,"offset":{{{subscriber.Position}}},"epoch":"{{{subscriber.Epoch}}}"}}"""
                : $$$"""{"id":2,"method":1,"params":{"channel":"{{{subscriber.Stream}}}"}}""");
        }
        else if (record.StartsWith("{\"id\":2,\"result\":"u8))
        {
            subscriber.Epoch = Payload.TextAfter(record, "\"epoch\":\""u8);
            subscriber.ToldOfLoss |= subscriber.Resuming && record.IndexOf("\"recovered\":true"u8) < 0;
            subscriber.Deliver(record);
            RememberOffset(subscriber, record);
            subscriber.Joined();
        }
        else if (record.Length > 0)
        {
            subscriber.Fail(Encoding.UTF8.GetString(record));
        }
    }

    private static void RememberOffset(Subscriber subscriber, ReadOnlySpan<byte> record)
    {
        var at = record.LastIndexOf("\"offset\":"u8);
        if (at >= 0)
        {
            var rest = record[at..];
            Payload.TryNumber(ref rest, "\"offset\":"u8, out var offset);
            subscriber.Position = offset;
        }
    }
}
