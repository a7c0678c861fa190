using System.Diagnostics;
using System.Net.WebSockets;

namespace Streams.Bench.Relay;

/// <summary>
/// One viewer: a WebSocket that speaks SignalR's JSON protocol and parses as little of a frame as possible, because a thousand of them share the cores with the
/// server. A thousand of SignalR's own clients would cost several times as much. One loop owns it.
/// </summary>
/// <param name="stream">The stream it watches.</param>
/// <param name="deliveries">The latencies of deliveries, one histogram per thread.</param>
internal sealed class Watcher(WatchedStream stream, ThreadLocal<Latencies> deliveries) : IDisposable
{
    private const int FirstBuffer = 4_096;

    /// <summary>SignalR drops a client that sends nothing for 30 s. Its pings, one per 15 s of silence, wake the loop in time.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);

    private readonly ClientWebSocket _socket = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Frames that arrived before the snapshot.
    private readonly List<HubMessage> _early = [];
    private byte[] _buffer = new byte[FirstBuffer];
    private string? _epoch;
    private long _position;
    private long _lastSent;
    private bool _isAsking;
    private bool _hasGap;

    public WatchedStream Stream => stream;

    /// <summary>The last sequence received.</summary>
    public long Position => Volatile.Read(ref _position);

    public long Frames { get; private set; }

    public long Events { get; private set; }

    /// <summary>How often a frame did not follow the last one, so that the watch was renewed.</summary>
    public int Gaps { get; private set; }

    /// <summary>The receive loop. Fails if the server closes the connection.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Connects, watches and waits for the snapshot.</summary>
    public async Task StartAsync(Uri hub, HttpMessageInvoker http, CancellationToken cancellation)
    {
        await _socket.ConnectAsync(hub, http, cancellation);
        await SendAsync(HubMessage.Handshake, cancellation);
        Completion = Task.Run(() => ReceiveAsync(cancellation), cancellation);
        await await Task.WhenAny(_started.Task, Completion);
    }

    public void Dispose() => _socket.Dispose();

    private async Task ReceiveAsync(CancellationToken cancellation)
    {
        await WatchAsync(cancellation);
        for (var kept = 0; ;)
        {
            if (kept == _buffer.Length)
                Array.Resize(ref _buffer, 2 * kept);
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(kept), cancellation);
            if (received.MessageType == WebSocketMessageType.Close)
                throw new BenchFailedException($"The server closed a watcher's connection: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
            kept = Read(kept, kept + received.Count);
            if (_hasGap && !_isAsking)
                await WatchAsync(cancellation);
            else if (Stopwatch.GetElapsedTime(_lastSent) > KeepAlive)
                await SendAsync(HubMessage.KeepAlive, cancellation);
        }
    }

    private Task WatchAsync(CancellationToken cancellation)
    {
        _isAsking = true;
        return SendAsync(HubMessage.Watch(stream.Id, _epoch, _position), cancellation);
    }

    private async Task SendAsync(byte[] message, CancellationToken cancellation)
    {
        _lastSent = Stopwatch.GetTimestamp();
        await _socket.SendAsync(message, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, cancellation);
    }

    /// <summary>Handles the complete messages and moves the rest to the front of the buffer.</summary>
    /// <param name="searched">The number of bytes known to contain no end marker.</param>
    /// <param name="filled">The number of bytes received.</param>
    /// <returns>The length of the rest.</returns>
    private int Read(int searched, int filled)
    {
        var (now, begin) = (Stopwatch.GetTimestamp(), 0);
        while (_buffer.AsSpan(searched..filled).IndexOf(HubMessage.End) is >= 0 and var length)
        {
            var end = searched + length;
            Handle(HubMessage.Read(_buffer.AsSpan(begin..end)), now);
            begin = searched = end + 1;
        }

        _buffer.AsSpan(begin..filled).CopyTo(_buffer);
        return filled - begin;
    }

    private void Handle(HubMessage message, long now)
    {
        if (message.Kind == HubMessageKind.Refused)
            throw new BenchFailedException("The server refused or ended a watch.");
        if (message.Kind == HubMessageKind.Frame && _epoch is null)
            _early.Add(message);
        else if (message.Kind == HubMessageKind.Frame)
            HandleFrame(message, now);
        else if (message.Kind == HubMessageKind.Snapshot)
            HandleSnapshot(message, now);
    }

    private void HandleFrame(HubMessage frame, long now)
    {
        Frames++;
        if (frame.From > _position)
        {
            // Ask once, even if more frames arrive before the reply.
            Gaps += _hasGap ? 0 : 1;
            _hasGap = true;
        }
        else
        {
            (_isAsking, _hasGap) = (false, false);
            MoveTo(frame.To, now);
        }
    }

    private void HandleSnapshot(HubMessage snapshot, long now)
    {
        // A later snapshot delivers all events up to its position; the first one is the starting point.
        if (_epoch is null)
            _position = snapshot.To;
        else
            MoveTo(snapshot.To, now);
        (_epoch, _isAsking, _hasGap) = (snapshot.Epoch, false, false);
        foreach (var frame in _early)
            HandleFrame(frame, now);
        _early.Clear();
        _started.TrySetResult();
    }

    private void MoveTo(long to, long now)
    {
        var latencies = deliveries.Value!;
        for (var seq = _position + 1; seq <= to; seq++)
        {
            if (stream.Due[seq] is not 0 and var due)
                latencies.Add(Stopwatch.GetElapsedTime(due, now));
        }

        Events += Math.Max(to - _position, 0);
        Volatile.Write(ref _position, Math.Max(to, _position));
    }
}
