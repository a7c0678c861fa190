using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Streams.Relay.Tests;

/// <summary>The hub's JSON protocol over a WebSocket, message by message in wire order; SignalR's own client runs callbacks concurrently with replies.</summary>
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
        await wire.SendAsync("""{"protocol":"json","version":1}"""u8.ToArray());
        Assert.Equal("{}", (await wire.NextAsync()).GetRawText());
        return wire;
    }

    /// <summary>Calls a method without waiting for the reply, which is the message of type 3.</summary>
    public Task CallAsync(string target, string arguments) => CallAsync(target, Encoding.UTF8.GetBytes(arguments));

    /// <summary>The same with arguments that no string can hold.</summary>
    public Task CallAsync(string target, byte[] arguments) => SendAsync(
        [.. Encoding.UTF8.GetBytes($$"""{"type":1,"invocationId":"1","target":"{{target}}","arguments":"""), .. arguments, (byte)'}'], WebSocketMessageType.Binary);

    /// <summary>Calls a method and waits for its reply.</summary>
    public async Task<JsonElement> ReplyAsync(string target, byte[] arguments)
    {
        await CallAsync(target, arguments);
        while (true)
        {
            var message = await NextAsync();
            if (message.GetProperty("type").GetInt32() == 3)
                return message;
        }
    }

    /// <summary>The next message. One WebSocket message may hold several, or a part of one.</summary>
    public async Task<JsonElement> NextAsync()
    {
        int end;
        var buffer = new byte[8192];
        while ((end = _received.IndexOf(End)) < 0)
        {
            var part = await _socket.ReceiveAsync(buffer, Cancellation);
            Assert.NotEqual(WebSocketMessageType.Close, part.MessageType);
            _received.AddRange(buffer.AsSpan(0, part.Count));
        }

        var message = JsonElement.Parse(_received.GetRange(0, end).ToArray());
        _received.RemoveRange(0, end + 1);
        return message;
    }

    public void Dispose() => _socket.Dispose();

    // A text message must be UTF-8; SignalR reads a binary one the same way.
    private Task SendAsync(byte[] message, WebSocketMessageType type = WebSocketMessageType.Text) =>
        _socket.SendAsync((byte[])[.. message, End], type, endOfMessage: true, Cancellation);
}
