using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace Streams.Bench.Fanout.Adaptors;

/// <summary>
/// SignalR's JSON hub protocol over a bare WebSocket (no negotiate). Records end with 0x1e; several may share a WebSocket message and one may span two.
/// </summary>
internal class SignalRAdaptor(LoadClient client) : Adaptor(client)
{
    private const char End = '\x1e';

    /// <summary>SignalR drops a client that sends nothing for 30 s. Its own pings, one per 15 s of silence, come in time.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);

    public override byte? Delimiter => (byte)End;

    public override bool RecordsSpanMessages => true;

    protected virtual string Hub => "/hub";

    public override Uri Prepare(Subscriber subscriber, ClientWebSocketOptions socket) => WebSocketUri(Hub);

    public override Task OpenedAsync(Subscriber subscriber) => subscriber.SendAsync("""{"protocol":"json","version":1}""" + End);

    public override void Received(Subscriber subscriber, ReadOnlySpan<byte> record)
    {
        if (record.StartsWith("{\"type\":1"u8))
        {
            Live(subscriber, record);
        }
        else if (record.StartsWith("{\"type\":3"u8) && record.IndexOf("\"error\":"u8) is not (> 0 and < 64))
        {
            Completed(subscriber, record);
            subscriber.Joined();
        }
        else if (record.SequenceEqual("{}"u8))
        {
            _ = JoinAsync(subscriber);
        }
        else if (!record.StartsWith("{\"type\":6"u8))
        {
            subscriber.Fail(Encoding.UTF8.GetString(record));
        }

        if (Stopwatch.GetElapsedTime(subscriber.LastSent) > KeepAlive)
            _ = subscriber.SendAsync("""{"type":6}""" + End);
    }

    protected virtual Task JoinAsync(Subscriber subscriber) => subscriber.SendAsync(Invocation("1", JoinMethod, JoinArguments(subscriber)));

    protected virtual string JoinMethod => "Join";

    protected virtual string JoinArguments(Subscriber subscriber) => $"\"{subscriber.Stream}\"";

    protected virtual void Live(Subscriber subscriber, ReadOnlySpan<byte> record)
    {
        if (record.StartsWith("{\"type\":1,\"target\":\"activity\","u8))
            subscriber.Deliver(record);
    }

    /// <summary>The reply to the join.</summary>
    protected virtual void Completed(Subscriber subscriber, ReadOnlySpan<byte> record)
    {
    }

    private static string Invocation(string id, string method, string arguments) =>
        $$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{{arguments}}]}""" + End;
}
