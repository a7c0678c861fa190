using System.Diagnostics.CodeAnalysis;
using Streams.Contract;

namespace Streams.Api.Relay;

/// <summary>
/// One connection and its watches. It sends one frame at a time. The loop that serves the crowd of a stream sends directly while the connection is free and the viewer has
/// everything before the frame. Otherwise a pump takes over until the viewer has everything, round-robin over the streams that wait. While a slow client takes a frame,
/// nothing queues up here: the next frame is made when it is needed. Thread-safe.
/// </summary>
internal sealed partial class ViewerConnection : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly StreamRelay _relay;
    private readonly IViewerSink _sink;
    private readonly RelayServices _services;
    private readonly ILogger _logger;
    private readonly Dictionary<string, ViewerWatch> _watches = new(1, StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The watches whose next step waits for the connection: each at most once.
    private readonly Queue<ViewerWatch> _waiting = new();

    // Whether somebody has the turn to send.
    private bool _sending;
    private bool _closed;

    internal ViewerConnection(StreamRelay relay, IViewerSink sink, RelayServices services) =>
        (_relay, _sink, _services, _logger) = (relay, sink, services, services.Logger);

    /// <summary>Completes when nothing is sent any more, because of <see cref="DisposeAsync"/> or because the sink threw. Never fails.</summary>
    public Task Completion => _ended.Task;

    /// <summary>
    /// Starts a watch, or restarts it. Frames follow once <see cref="Open"/> is called; they follow the returned start without a gap, whatever the connection was
    /// sent before.
    /// </summary>
    public async Task<WatchStart> WatchAsync(string streamId, Position? position, CancellationToken cancellation)
    {
        if (RefusalFor(streamId) is { } refusal)
            return WatchStart.Refused(refusal);
        var (start, watch) = await _relay.AttachAsync(streamId, position, this, cancellation);
        if (watch is null)
            return start;
        ViewerWatch? before;
        lock (_gate)
        {
            _watches.TryGetValue(streamId, out before);
            if (RefusalFor(streamId) is { } late)
                (before, start) = (watch, WatchStart.Refused(late));
            else
                _watches[streamId] = watch;
        }

        before?.Detach();
        return start;
    }

    /// <summary>Lets frames follow.</summary>
    public void Open(string streamId)
    {
        lock (_gate)
        {
            if (_watches.TryGetValue(streamId, out var watch))
            {
                watch.IsOpen = true;
                Wake(watch);
            }
        }
    }

    /// <summary>Ends a watch; does nothing if there is none.</summary>
    public void Unwatch(string streamId)
    {
        ViewerWatch? watch;
        lock (_gate)
            _watches.Remove(streamId, out watch);
        watch?.Detach();
    }

    /// <summary>Ends all watches and what is being sent.</summary>
    public async ValueTask DisposeAsync()
    {
        Close();
        await _ended.Task;
        _stop.Dispose();
    }

    /// <summary>Sends a frame at once if it is the viewer's next one and the connection is free; otherwise, has a pump do what the watch needs.</summary>
    internal bool TrySend(ViewerWatch watch, EncodedFrame frame)
    {
        lock (_gate)
        {
            if (_sending || !watch.IsOpen || _closed)
            {
                Wake(watch);
                return false;
            }

            if (!watch.TryAdvance(frame))
            {
                if (!watch.Has(frame))
                    Wake(watch);
                return false;
            }

            _sending = true;
        }

        var send = SendAsync(frame);
        if (!send.IsCompletedSuccessfully)
            _ = PumpAsync(send, frame.StreamId);
        else if (!TryEndTurn())
            SchedulePump();
        return true;
    }

    /// <summary>Queues the watch, and starts a pump if nobody sends.</summary>
    internal void Wake(ViewerWatch watch)
    {
        lock (_gate)
        {
            if (_closed || !watch.IsOpen || watch.Waiting)
                return;
            watch.Waiting = true;
            _waiting.Enqueue(watch);
            if (_sending)
                return;
            _sending = true;
        }

        SchedulePump();
    }

    private void SchedulePump() => _services.Pool.Schedule(static connection => _ = ((ViewerConnection)connection!).PumpAsync(default, ""), this);

    private void Close()
    {
        ViewerWatch[] all;
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            all = [.. _watches.Values];
            _watches.Clear();
            if (!_sending)
                _ended.TrySetResult();
        }

        _stop.Cancel();
        foreach (var watch in all)
            watch.Detach();
    }

    private Refusal? RefusalFor(string streamId)
    {
        lock (_gate)
        {
            if (_closed)
                return Refusal.Unavailable("The connection is closing.");
            return _watches.Count < _services.Options.MaxWatches || _watches.ContainsKey(streamId)
                ? null
                : new(RefusalCode.Conflict, $"A connection watches at most {_services.Options.MaxWatches} streams; unwatch one first.");
        }
    }

    // Ends the turn unless a watch waits.
    private bool TryEndTurn()
    {
        lock (_gate)
        {
            if (_waiting.Count > 0 && !_closed)
                return false;
            _sending = false;
            if (_closed)
                _ended.TrySetResult();
            return true;
        }
    }

    private bool TryTake([NotNullWhen(true)] out ViewerWatch? watch)
    {
        lock (_gate)
        {
            watch = null;
            if (TryEndTurn())
                return false;
            watch = _waiting.Dequeue();
            watch.Waiting = false;
            return true;
        }
    }

    // Has the turn. Never fails.
    private async Task PumpAsync(ValueTask pending, string streamId)
    {
        while (true)
        {
            try
            {
                await pending;
            }
            catch (Exception failure) when (failure is OperationCanceledException or IOException or TimeoutException)
            {
                // The client is gone or did not take a frame in time. It reconnects with its position.
                Close();
            }
            catch (Exception failure)
            {
                // A bug. The connection ends, and the client watches again from its position.
                LogPumpFailed(failure, streamId);
                Close();
            }

            if (!TryTake(out var watch))
                return;
            streamId = watch.Live.StreamId;
            pending = watch.IsDetached ? default : StepAsync(watch);
        }
    }

    private async ValueTask StepAsync(ViewerWatch watch)
    {
        if (watch.TryTakePage(out var frame))
        {
            await SendAsync(frame);
            Wake(watch);
            return;
        }

        var step = watch.Live.Next(watch.Cursor, watch.Paged);
        watch.Paged &= step.Page;
        if (step.Frame is not null)
        {
            watch.MoveTo(step.Frame.End);
            await SendAsync(step.Frame);
            _services.Metrics.FramesSent(step.Frame, 1);
            Wake(watch);
        }
        else if (step.Ended is not null)
        {
            if (Forget(watch))
                await _sink.UnwatchedAsync(watch.Live.StreamId, step.Ended, _stop.Token);
        }
        else if (step.Page && !watch.Fetching)
        {
            // Not awaited: a slow log must not delay the connection's other streams.
            watch.Fetching = true;
            _ = FetchAsync(watch);
        }
    }

    private static async Task FetchAsync(ViewerWatch watch)
    {
        var page = await watch.Live.FetchAsync(watch.Cursor);
        watch.Paged = page is not null;
        watch.Offer(page);
    }

    private ValueTask SendAsync(EncodedFrame frame)
    {
        try
        {
            var send = _sink.SendAsync(frame, _stop.Token);
            return send.IsCompletedSuccessfully ? default : WaitAsync(send.AsTask(), frame);
        }
        catch (Exception failure)
        {
            return ValueTask.FromException(failure);
        }
    }

    // A frame that the client does not take at once counts as pending, for a limited time and up to a limit of the host.
    private async ValueTask WaitAsync(Task send, EncodedFrame frame)
    {
        var bytes = frame.Json.Length;
        try
        {
            if (!_services.TryAddPending(bytes))
            {
                _services.Metrics.ViewerDisconnected("host_full");
                throw new IOException("Slow viewers hold as many bytes on this host as they may.");
            }

            await send.WaitAsync(_services.Options.SendTimeout, _services.Time, _stop.Token);
        }
        catch (TimeoutException)
        {
            _services.Metrics.ViewerDisconnected("timeout");
            throw;
        }
        finally
        {
            _services.RemovePending(bytes);
        }
    }

    private bool Forget(ViewerWatch watch)
    {
        bool mine;
        lock (_gate)
            mine = _watches.TryGetValue(watch.Live.StreamId, out var present) && present == watch && _watches.Remove(watch.Live.StreamId);
        watch.Detach();
        return mine;
    }

    [LoggerMessage(3160, LogLevel.Error, "A viewer's connection ends: sending stream {StreamId} failed unexpectedly", EventName = "PumpFailed")]
    private partial void LogPumpFailed(Exception failure, string streamId);
}
