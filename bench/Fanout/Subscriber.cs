using System.Net.WebSockets;
using System.Text;
using Streams.Bench.Fanout.Adaptors;

namespace Streams.Bench.Fanout;

/// <summary>
/// One WebSocket subscriber of one stream. Splits what arrives into records for its adaptor, and keeps what a client needs to resume.
/// A receive loop owns it; the scenario connects, aborts and reads the ledger only between runs of that loop.
/// </summary>
internal sealed class Subscriber(Adaptor adaptor, string stream, Measurement measurement, byte[]? ledger)
{
    private static readonly HttpMessageInvoker Http = new(new SocketsHttpHandler { UseProxy = false });
    private byte[] _buffer = new byte[4096];
    private ClientWebSocket? _socket;
    private TaskCompletionSource _joined = new();
    private volatile bool _aborted;

    public string Stream => stream;

    /// <summary>Times an event was handed to the application, by its number; null where the scenario does not ask.</summary>
    public byte[]? Ledger => ledger;

    public bool Resuming { get; private set; }

    /// <summary>Publish time from which an event counts as live.</summary>
    public long JoinedAt { get; private set; } = long.MaxValue;

    public long ConnectStartedAt { get; private set; }

    public Task Loop { get; private set; } = Task.CompletedTask;

    // What adaptors remember between connections.
    public string? Session { get; set; }

    public string? Epoch { get; set; }

    public string? Cursor { get; set; }

    public long Position { get; set; }

    /// <summary>Records that came before the reply to a join; null while none is awaited.</summary>
    public List<byte[]>? Early { get; set; }

    /// <summary>Set when the server itself said that events were lost.</summary>
    public bool ToldOfLoss { get; set; }

    public async Task ConnectAsync(bool resume)
    {
        Resuming = resume;
        _aborted = false;
        _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _socket = new ClientWebSocket();
        _socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        ConnectStartedAt = Payload.Now;
        await _socket.ConnectAsync(adaptor.Prepare(this, _socket.Options), Http, CancellationToken.None);
        Loop = ReceiveAsync(_socket);
        await adaptor.OpenedAsync(this);
        await _joined.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public void Joined()
    {
        if (!_joined.Task.IsCompleted)
        {
            JoinedAt = Payload.Now;
            _joined.TrySetResult();
        }
    }

    public void Fail(string why) => _joined.TrySetException(new InvalidOperationException(why));

    public Task SendAsync(string text) =>
        _socket!.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>Drops the TCP connection without a close frame.</summary>
    public void Abort()
    {
        _aborted = true;
        _socket!.Abort();
    }

    /// <summary>Hands each event of a record to the application. A snapshot replaces what the application shows, so it doubles nothing.</summary>
    public void Deliver(ReadOnlySpan<byte> record, bool snapshot = false)
    {
        while (Payload.TryNext(ref record, out var sentAt, out var number))
        {
            measurement.Delivered(sentAt, sentAt >= JoinedAt);
            if (ledger is not null && number < ledger.Length && ledger[number] < (snapshot ? 1 : byte.MaxValue))
            {
                ledger[number]++;
            }
        }
    }

    private async Task ReceiveAsync(ClientWebSocket socket)
    {
        var length = 0;
        try
        {
            while (true)
            {
                if (length == _buffer.Length)
                {
                    Array.Resize(ref _buffer, length * 2);
                }

                var got = await socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    throw new WebSocketException($"Closed by the server: {socket.CloseStatus} {socket.CloseStatusDescription}");
                }

                length += got.Count;
                length = Split(length, got.EndOfMessage);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            if (!_aborted)
            {
                measurement.Disconnected(error.Message);
            }

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
            {
                adaptor.Received(this, _buffer.AsSpan(start, at));
            }
        }

        if (endOfMessage && !adaptor.RecordsSpanMessages && start < length)
        {
            adaptor.Received(this, _buffer.AsSpan(start, length - start));
            start = length;
        }

        if (start > 0)
        {
            _buffer.AsSpan(start, length - start).CopyTo(_buffer);
        }

        return length - start;
    }
}
