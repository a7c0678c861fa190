using System.Net.WebSockets;
using Streams.Bench.Relay;

namespace Streams.Bench.Load;

/// <summary>One connection that watches many streams, so that the server has a live copy of each. It reads what it gets and forgets it.</summary>
internal sealed class ManyWatches : IDisposable
{
    /// <summary>The default of <c>Relay:MaxWatches</c>.</summary>
    public const int Maximum = 1_000;

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing;

    /// <summary>Watches the streams, at most <see cref="Maximum"/>, and waits for their snapshots.</summary>
    public static async Task<ManyWatches> StartAsync(ServerUnderLoad server, IReadOnlyCollection<string> streams, CancellationToken cancellation)
    {
        var watches = new ManyWatches { _missing = streams.Count };
        var hub = new UriBuilder(server.Client.At("/hubs/streams")) { Scheme = Uri.UriSchemeWs }.Uri;
        await watches._socket.ConnectAsync(hub, cancellation);
        await watches.SendAsync(HubMessage.Handshake, cancellation);
        var reading = watches.ReadAsync(cancellation);
        foreach (var id in streams)
            await watches.SendAsync(HubMessage.Watch(id, epoch: null, seq: 0), cancellation);
        await await Task.WhenAny(watches._started.Task, reading);
        return watches;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _turn.Dispose();
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        var (buffer, kept) = (new byte[64 * 1024], 0);
        while (_socket.State == WebSocketState.Open)
        {
            if (kept == buffer.Length)
                Array.Resize(ref buffer, 2 * kept);
            kept += (await _socket.ReceiveAsync(buffer.AsMemory(kept), cancellation)).Count;
            var start = 0;
            for (int length; (length = buffer.AsSpan(start, kept - start).IndexOf(HubMessage.End)) >= 0; start += length + 1)
                Take(HubMessage.Read(buffer.AsSpan(start, length)));
            buffer.AsSpan(start, kept - start).CopyTo(buffer);
            kept -= start;

            // The server drops a client that sends nothing for 30 s; its own pings wake this loop in time.
            if (_missing == 0)
                await SendAsync(HubMessage.KeepAlive, cancellation);
        }
    }

    private void Take(HubMessage message)
    {
        if (message.Kind == HubMessageKind.Refused)
            throw new BenchFailedException("The server refused a watch.");
        if (message.Kind == HubMessageKind.Snapshot && --_missing == 0)
            _started.SetResult();
    }

    private async Task SendAsync(byte[] message, CancellationToken cancellation)
    {
        // A socket sends one message at a time.
        await _turn.WaitAsync(cancellation);
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }
}
