using System.Text.Json;
using Streams.Api.Relay;
using Streams.Contract;

namespace Streams.Api.Live;

/// <summary>
/// Writes one SSE response. It applies the contract's frame rule on the client's behalf: where a frame has a gap, it sends a snapshot instead. Writers take turns
/// (the pump and the comments), and one that is not done in time fails. The endpoint that made it disposes it.
/// </summary>
/// <param name="response">Where to write.</param>
/// <param name="writeTimeout">How long one write may take.</param>
/// <param name="time">Measures it.</param>
/// <param name="current">How a stream stands, for a gap.</param>
public sealed class SseSink(HttpResponse response, TimeSpan writeTimeout, TimeProvider time, Func<string, EncodedSnapshot?> current)
    : IViewerSink, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Where the client stands: written by the endpoint before the pump is let go, then by the pump.
    private Position _position = new("", 0);

    /// <summary>Completes when the client was told that nothing more will come.</summary>
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

    /// <inheritdoc/>
    public async ValueTask SendAsync(EncodedFrame frame, CancellationToken cancellation)
    {
        if (frame.Epoch != _position.Epoch || frame.From > _position.Seq)
        {
            if (current(frame.StreamId) is { } snapshot)
                await WriteSnapshotAsync(snapshot, cancellation);
            return;
        }

        // A snapshot may have been ahead of the frames.
        if (frame.To <= _position.Seq)
            return;
        var text = frame.From == _position.Seq ? frame.Sse : SseText.Events(frame.Epoch, frame.Frame.Events.Where(change => change.Seq > _position.Seq));
        _position = new(frame.Epoch, frame.To);
        await WriteAsync(text, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask UnwatchedAsync(string streamId, string reason, CancellationToken cancellation)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(new(streamId, reason), UnwatchedJson.Default.Unwatched);
        await WriteAsync(SseText.Message(_position, "unwatched", data), cancellation);
        _ended.TrySetResult();
    }

    /// <summary>Sends a comment line, which clients ignore.</summary>
    public ValueTask CommentAsync(CancellationToken cancellation) => WriteAsync(":\n\n"u8.ToArray(), cancellation);

    /// <inheritdoc/>
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
            using var late = new CancellationTokenSource(writeTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
            await response.Body.WriteAsync(text, either.Token);
            await response.Body.FlushAsync(either.Token);
        }
        finally
        {
            _turn.Release();
        }
    }
}
