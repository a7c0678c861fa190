using System.Diagnostics;
using System.Net.WebSockets;

namespace Streams.Bench.Relay;

/// <summary>
/// One viewer: a WebSocket that speaks SignalR's JSON protocol and reads no further into a frame than it must, because a thousand of them share the cores with the
/// server; a thousand of SignalR's own clients would cost several times as much. One loop owns it.
/// </summary>
/// <param name="stream">What it watches.</param>
/// <param name="deliveries">Takes how long each event took: a histogram per thread.</param>
internal sealed class Watcher(WatchedStream stream, ThreadLocal<LatencyHistogram> deliveries) : IDisposable
{
    private const int FirstBuffer = 4_096;

    /// <summary>SignalR gives up a client that says nothing for 30 s; it pings one that hears nothing every 15 s, which wakes the loop.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);

    private readonly ClientWebSocket _socket = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Frames that arrived before the snapshot.
    private readonly List<HubMessage> _early = [];
    private byte[] _buffer = new byte[FirstBuffer];
    private string? _epoch;
    private long _position;
    private long _lastSent;
    private bool _asked;
    private bool _missesSome;

    public WatchedStream Stream => stream;

    /// <summary>The last sequence that it has.</summary>
    public long Position => Volatile.Read(ref _position);

    public long Frames { get; private set; }

    public long Events { get; private set; }

    /// <summary>How often it was told that it misses something, and watched again.</summary>
    public int Gaps { get; private set; }

    /// <summary>Its loop. Fails where the server ends the connection.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Connects and has the start of its watch.</summary>
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
                throw new ServerFailedException($"The server ended a watcher's connection: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
            kept = Read(kept, kept + received.Count);
            if (_missesSome && !_asked)
                await WatchAsync(cancellation);
            else if (Stopwatch.GetElapsedTime(_lastSent) > KeepAlive)
                await SendAsync(HubMessage.KeepAlive, cancellation);
        }
    }

    private Task WatchAsync(CancellationToken cancellation)
    {
        _asked = true;
        return SendAsync(HubMessage.Watch(stream.Id, _epoch, _position), cancellation);
    }

    private async Task SendAsync(byte[] message, CancellationToken cancellation)
    {
        _lastSent = Stopwatch.GetTimestamp();
        await _socket.SendAsync(message, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, cancellation);
    }

    /// <summary>Takes the messages that are whole and moves the rest to the front.</summary>
    /// <param name="searched">So much of the buffer is known to hold no end.</param>
    /// <param name="filled">So much of it has been received.</param>
    /// <returns>The length of the rest.</returns>
    private int Read(int searched, int filled)
    {
        var (now, begin) = (Stopwatch.GetTimestamp(), 0);
        while (_buffer.AsSpan(searched..filled).IndexOf(HubMessage.End) is >= 0 and var length)
        {
            var end = searched + length;
            Take(HubMessage.Read(_buffer.AsSpan(begin..end)), now);
            begin = searched = end + 1;
        }

        _buffer.AsSpan(begin..filled).CopyTo(_buffer);
        return filled - begin;
    }

    private void Take(HubMessage message, long now)
    {
        if (message.Kind == HubMessageKind.Refused)
            throw new ServerFailedException("The server refused a watch, or ended it.");
        if (message.Kind == HubMessageKind.Frame && _epoch is null)
            _early.Add(message);
        else if (message.Kind == HubMessageKind.Frame)
            TakeFrame(message, now);
        else if (message.Kind == HubMessageKind.Snapshot)
            TakeSnapshot(message, now);
    }

    private void TakeFrame(HubMessage frame, long now)
    {
        Frames++;
        if (frame.From > _position)
        {
            // One question is enough, however many frames come before its answer.
            Gaps += _missesSome ? 0 : 1;
            _missesSome = true;
        }
        else
        {
            (_asked, _missesSome) = (false, false);
            MoveTo(frame.To, now);
        }
    }

    private void TakeSnapshot(HubMessage snapshot, long now)
    {
        // What a snapshot covers is delivered with it, but for that which it begins with.
        if (_epoch is null)
            _position = snapshot.To;
        else
            MoveTo(snapshot.To, now);
        (_epoch, _asked, _missesSome) = (snapshot.Epoch, false, false);
        foreach (var frame in _early)
            TakeFrame(frame, now);
        _early.Clear();
        _started.TrySetResult();
    }

    private void MoveTo(long to, long now)
    {
        var histogram = deliveries.Value!;
        for (var seq = _position + 1; seq <= to; seq++)
        {
            if (stream.Due[seq] is not 0 and var due)
                histogram.Add(Stopwatch.GetElapsedTime(due, now));
        }

        Events += Math.Max(to - _position, 0);
        Volatile.Write(ref _position, Math.Max(to, _position));
    }
}
