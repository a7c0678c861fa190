using System.Net.WebSockets;
using System.Text;
using Streams.Bench.Fanout.Adaptors;

namespace Streams.Bench.Fanout;

/// <summary>
/// One WebSocket that watches one stream. Splits what arrives into records for its adaptor, and keeps what a client needs to resume. Its receive loop owns it;
/// others connect, abort and read the ledger only while no loop runs.
/// </summary>
/// <param name="adaptor">The server's protocol.</param>
/// <param name="stream">The stream.</param>
/// <param name="measurement">Counts what arrives.</param>
/// <param name="ledger">How often each of the stream's first events was handed to the application, by number; null where that is not measured.</param>
internal sealed class Subscriber(Adaptor adaptor, string stream, Measurement measurement, byte[]? ledger)
{
    private static readonly HttpMessageInvoker Http = new(new SocketsHttpHandler { UseProxy = false });
    private static readonly TimeSpan TimeToJoin = TimeSpan.FromSeconds(30);

    private byte[] _buffer = new byte[4096];
    private ClientWebSocket? _socket;
    private TaskCompletionSource _joined = new();
    private long _joinedAt = long.MaxValue;
    private volatile bool _aborted;

    public string Stream => stream;

    public byte[]? Ledger => ledger;

    /// <summary>Whether this is not the first connection.</summary>
    public bool Resuming { get; private set; }

    public long LastSent { get; private set; }

    /// <summary>The receive loop.</summary>
    public Task Loop { get; private set; } = Task.CompletedTask;

    // What adaptors remember between connections, in the words of their protocols.
    public string? Session { get; set; }

    public string? Epoch { get; set; }

    public string? Cursor { get; set; }

    public long Position { get; set; }

    /// <summary>Records that came before the reply to a join; null while none is awaited.</summary>
    public List<byte[]>? Early { get; set; }

    /// <summary>Whether the server itself said that events were lost.</summary>
    public bool ToldOfLoss { get; set; }

    /// <summary>Connects and waits until the server has accepted the viewer.</summary>
    public async Task ConnectAsync(bool resume)
    {
        (Resuming, _aborted) = (resume, false);
        _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _socket = new ClientWebSocket { Options = { KeepAliveInterval = Timeout.InfiniteTimeSpan } };
        await _socket.ConnectAsync(adaptor.Prepare(this, _socket.Options), Http, CancellationToken.None);
        Loop = ReceiveAsync(_socket);
        await adaptor.OpenedAsync(this);
        await _joined.Task.WaitAsync(TimeToJoin);
    }

    public void Joined()
    {
        if (_joined.Task.IsCompleted)
            return;
        _joinedAt = Payload.Now;
        _joined.TrySetResult();
    }

    public void Fail(string why) => _joined.TrySetException(new BenchFailedException(why));

    public Task SendAsync(string text)
    {
        LastSent = Payload.Now;
        return _socket!.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    }

    /// <summary>Drops the TCP connection without a close frame.</summary>
    public void Abort()
    {
        _aborted = true;
        _socket?.Abort();
    }

    /// <summary>Hands each event of a record to the application. A snapshot replaces what the application shows, so it duplicates nothing.</summary>
    public void Deliver(ReadOnlySpan<byte> record, bool snapshot = false)
    {
        while (Payload.TryNext(ref record, out var sentAt, out var number))
        {
            measurement.Delivered(sentAt, live: sentAt >= _joinedAt);
            if (number < ledger?.Length && ledger[number] < (snapshot ? 1 : byte.MaxValue))
                ledger[number]++;
        }
    }

    private async Task ReceiveAsync(ClientWebSocket socket)
    {
        try
        {
            for (var length = 0; ;)
            {
                if (length == _buffer.Length)
                    Array.Resize(ref _buffer, length * 2);
                var got = await socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
                if (got.MessageType == WebSocketMessageType.Close)
                    throw new WebSocketException($"Closed by the server: {socket.CloseStatus} {socket.CloseStatusDescription}");
                length = Split(length + got.Count, got.EndOfMessage);
            }
        }
        catch (Exception error)
        {
            if (!_aborted)
                measurement.Disconnected(error.Message);
            _joined.TrySetException(error);
        }
        finally
        {
            socket.Dispose();
        }
    }

    /// <summary>Passes on each whole record and moves the rest to the front; returns its length.</summary>
    private int Split(int length, bool endOfMessage)
    {
        var start = 0;
        if (adaptor.Delimiter is { } delimiter)
        {
            for (int at; (at = _buffer.AsSpan(start, length - start).IndexOf(delimiter)) >= 0; start += at + 1)
                adaptor.Received(this, _buffer.AsSpan(start, at));
        }

        if (endOfMessage && !adaptor.RecordsSpanMessages && start < length)
        {
            adaptor.Received(this, _buffer.AsSpan(start, length - start));
            start = length;
        }

        _buffer.AsSpan(start, length - start).CopyTo(_buffer);
        return length - start;
    }
}
