using System.Text.Json;
using Streams.Api.Relay;
using Streams.Contract;

namespace Streams.Api.Live;

/// <summary>
/// Writes one SSE response. Applies the contract's frame rule for the client: instead of a frame with a gap it sends a snapshot. Frames and comments take turns. The
/// endpoint disposes it.
/// </summary>
/// <param name="response">The response.</param>
/// <param name="current">Gets the current snapshot of a stream.</param>
internal sealed class SseSink(HttpResponse response, Func<string, EncodedSnapshot?> current)
    : IViewerSink, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The client's position: owned by the endpoint until the pump starts, then by the pump.
    private Position _position = new("", 0);

    /// <summary>Completes when the client has been notified that the watch has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Sends the start of the watch.</summary>
    public async ValueTask BeginAsync(WatchStart start, CancellationToken cancellation)
    {
        if (start.Snapshot is { } snapshot)
        {
            await WriteSnapshotAsync(snapshot, cancellation);
        }
        else
        {
            var replay = start.Replay!;
            _position = new(replay.Epoch, replay.To);
            if (replay.Frame.Events.Count > 0)
                await WriteAsync(replay.Sse, cancellation);
            else
                await CommentAsync(cancellation);
        }
    }

    public async ValueTask SendAsync(EncodedFrame frame, CancellationToken cancellation)
    {
        if (frame.Epoch != _position.Epoch || frame.From > _position.Seq)
        {
            if (current(frame.StreamId) is { } snapshot)
                await WriteSnapshotAsync(snapshot, cancellation);
            return;
        }

        // A snapshot may be ahead of the frames.
        if (frame.To <= _position.Seq)
            return;
        var text = frame.From == _position.Seq ? frame.Sse : SseText.Events(frame.Epoch, frame.Frame.Events.Where(change => change.Seq > _position.Seq));
        _position = new(frame.Epoch, frame.To);
        await WriteAsync(text, cancellation);
    }

    public async ValueTask UnwatchedAsync(string streamId, string reason, CancellationToken cancellation)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(new(streamId, reason), UnwatchedJson.Default.Unwatched);
        await WriteAsync(SseText.Message(_position, "unwatched", data), cancellation);
        _ended.TrySetResult();
    }

    /// <summary>Sends a comment line, which clients ignore.</summary>
    public ValueTask CommentAsync(CancellationToken cancellation) => WriteAsync(":\n\n"u8.ToArray(), cancellation);

    public void Dispose() => _turn.Dispose();

    private ValueTask WriteSnapshotAsync(EncodedSnapshot snapshot, CancellationToken cancellation)
    {
        _position = snapshot.Position;
        return WriteAsync(SseText.Message(snapshot.Position, "snapshot", snapshot.Json.Span), cancellation);
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> text, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            await response.BodyWriter.WriteAsync(text, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }
}
