using System.Net.WebSockets;
using System.Text;

namespace Streams.Bench.Fanout.Adaptors;

/// <summary>Nchan over WebSocket with its <c>ws+meta.nchan</c> sub-protocol, which puts the message id before each message; resumes by that id.</summary>
internal sealed class NchanAdaptor(LoadClient client) : Adaptor(client)
{
    public override Uri Prepare(Subscriber subscriber, ClientWebSocketOptions socket)
    {
        socket.AddSubProtocol("ws+meta.nchan");
        var resume = subscriber.Resuming && subscriber.Cursor is { } cursor ? "?last_event_id=" + Uri.EscapeDataString(cursor) : "";
        return WebSocketUri($"/sub/{subscriber.Stream}" + resume);
    }

    public override Task OpenedAsync(Subscriber subscriber)
    {
        subscriber.Joined();
        return Task.CompletedTask;
    }

    public override void Received(Subscriber subscriber, ReadOnlySpan<byte> record)
    {
        subscriber.Deliver(record);
        if (subscriber.Ledger is not null && record.StartsWith("id: "u8))
            subscriber.Cursor = Encoding.UTF8.GetString(record[4..record.IndexOf((byte)'\n')]).Trim();
    }
}
