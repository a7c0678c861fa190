using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Streams.Relay.Tests;

/// <summary>The hub's JSON protocol over a WebSocket, message by message in the order of the wire: SignalR's own client runs callbacks beside replies.</summary>
internal sealed class HubWire : IDisposable
{
    private const byte End = 0x1e;

    private readonly ClientWebSocket _socket = new();
    private readonly List<byte> _received = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<HubWire> ConnectAsync(Uri server)
    {
        var wire = new HubWire();
        await wire._socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = "/hubs/streams" }.Uri, Cancellation);
        await wire.SendAsync("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", (await wire.NextAsync()).GetRawText());
        return wire;
    }

    /// <summary>Calls a method without waiting for the reply, which is the message of type 3.</summary>
    public Task CallAsync(string target, string arguments) =>
        SendAsync($$"""{"type":1,"invocationId":"1","target":"{{target}}","arguments":{{arguments}}}""");

    /// <summary>The next message. One WebSocket message may hold several, or a part of one.</summary>
    public async Task<JsonElement> NextAsync()
    {
        int end;
        var buffer = new byte[8192];
        while ((end = _received.IndexOf(End)) < 0)
        {
            var part = await _socket.ReceiveAsync(buffer, Cancellation);
            _received.AddRange(buffer.AsSpan(0, part.Count));
        }

        var message = JsonElement.Parse(_received.GetRange(0, end).ToArray());
        _received.RemoveRange(0, end + 1);
        return message;
    }

    public void Dispose() => _socket.Dispose();

    private Task SendAsync(string message) =>
        _socket.SendAsync((byte[])[.. Encoding.UTF8.GetBytes(message), End], WebSocketMessageType.Text, endOfMessage: true, Cancellation);
}
