using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Streams.Hostile.Tests;

/// <summary>
/// One of many viewers: the hub's JSON protocol over a WebSocket, because thousands of SignalR's own clients would starve the server. Records every activity, which no
/// frame may omit. One loop owns it.
/// </summary>
internal sealed class Watcher(string streamId) : IDisposable
{
    private const byte End = 0x1e;

    private ClientWebSocket _socket = new();
    private byte[] _buffer = new byte[4_096];
    private string? _epoch;
    private bool _asked;

    // Frames that arrived before the reply to the watch.
    private readonly List<JsonElement> _early = [];
    private (long Seq, TaskCompletionSource Reached)? _waiting;

    /// <summary>The sequences of the received activities, in order of arrival.</summary>
    public List<long> Activities { get; } = [];

    /// <summary>The time from sending to arrival, for activities that include when they were sent.</summary>
    public List<TimeSpan> Latencies { get; } = [];

    /// <summary>The last received sequence; -1 before the first snapshot.</summary>
    public long Position { get; private set; } = -1;

    /// <summary>The number of received snapshots.</summary>
    public int Snapshots { get; private set; }

    /// <summary>The receive loop, which ends with the connection.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Connects, or reconnects, and watches from the current position.</summary>
    public async Task ConnectAsync(HttpMessageInvoker http, Uri server, CancellationToken cancellation)
    {
        _socket.Dispose();
        _socket = new();
        await _socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = "/hubs/streams" }.Uri, http, cancellation);
        await SendAsync("""{"protocol":"json","version":1}""", cancellation);
        await WatchAsync(cancellation);
        Running = Task.Run(() => ReadAsync(cancellation), cancellation);
    }

    /// <summary>Completes once everything up to a sequence arrived; fails if the connection ends first.</summary>
    public async Task ReachAsync(long seq)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (Activities)
        {
            if (Position >= seq)
                return;
            _waiting = (seq, reached);
        }

        await await Task.WhenAny(reached.Task, Running);
    }

    public void Abort() => _socket.Abort();

    public void Dispose() => _socket.Dispose();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Watcher at {Position}, {Running.Status}: {Running.Exception?.InnerException?.Message}");

    private Task WatchAsync(CancellationToken cancellation)
    {
        _asked = true;
        var position = _epoch is null ? "null" : string.Create(CultureInfo.InvariantCulture, $$"""{"epoch":"{{_epoch}}","seq":{{Position}}}""");
        return SendAsync($$"""{"type":1,"invocationId":"w","target":"Watch","arguments":["{{streamId}}",{{position}}]}""", cancellation);
    }

    private Task SendAsync(string message, CancellationToken cancellation) =>
        _socket.SendAsync((byte[])[.. Encoding.UTF8.GetBytes(message), End], WebSocketMessageType.Text, endOfMessage: true, cancellation);

    private async Task ReadAsync(CancellationToken cancellation)
    {
        for (var kept = 0; ;)
        {
            if (kept == _buffer.Length)
                Array.Resize(ref _buffer, 2 * kept);
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(kept), cancellation);
            if (received.MessageType == WebSocketMessageType.Close)
                throw new IOException($"The server ended the connection: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
            var (filled, begin) = (kept + received.Count, 0);
            while (_buffer.AsSpan(begin..filled).IndexOf(End) is >= 0 and var length)
            {
                await TakeAsync(_buffer.AsMemory(begin, length), cancellation);
                begin += length + 1;
            }

            _buffer.AsSpan(begin..filled).CopyTo(_buffer);
            kept = filled - begin;
        }
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        using var message = JsonDocument.Parse(json);
        var root = message.RootElement;
        if (!root.TryGetProperty("type", out var type))
            return;
        switch (type.GetInt32())
        {
            case 1 when root.GetProperty("target").GetString() == "frame":
                var frame = root.GetProperty("arguments")[0];
                if (_asked)
                    _early.Add(frame.Clone());
                else if (!TryApply(frame))
                    await WatchAsync(cancellation);
                break;
            case 3:
                _asked = false;
                TakeReply(root.GetProperty("result"));
                var isWhole = _early.TrueForAll(TryApply);
                _early.Clear();
                if (!isWhole)
                    await WatchAsync(cancellation);
                break;
        }
    }

    private void TakeReply(JsonElement reply)
    {
        if (reply.TryGetProperty("frame", out var frame))
        {
            Assert.True(TryApply(frame), $"{this} was given a replay with a gap.");
        }
        else if (reply.TryGetProperty("snapshot", out var snapshot))
        {
            var position = snapshot.GetProperty("position");
            (_epoch, Snapshots) = (position.GetProperty("epoch").GetString(), Snapshots + 1);
            MoveTo(position.GetProperty("seq").GetInt64());
        }
        else
        {
            throw new IOException($"The watch was refused: {reply}");
        }
    }

    private bool TryApply(JsonElement frame)
    {
        if (frame.GetProperty("from").GetInt64() > Position)
            return false;
        foreach (var change in frame.GetProperty("events").EnumerateArray())
        {
            var seq = change.GetProperty("seq").GetInt64();
            if (seq <= Position || change.GetProperty("event").GetString() != "agent-activity")
                continue;
            Activities.Add(seq);
            if (change.GetProperty("payload").TryGetProperty("data", out var data) && data.TryGetProperty("sent", out var sent))
                Latencies.Add(Stopwatch.GetElapsedTime(sent.GetInt64()));
        }

        MoveTo(Math.Max(Position, frame.GetProperty("to").GetInt64()));
        return true;
    }

    private void MoveTo(long seq)
    {
        lock (Activities)
        {
            Position = seq;
            if (_waiting is { } waiting && waiting.Seq <= seq)
            {
                _waiting = null;
                waiting.Reached.SetResult();
            }
        }
    }
}
