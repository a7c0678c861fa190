using System.Threading.Channels;
using Streams.Contract;
using Streams.Grains.Telemetry;

namespace Streams.Api.Relay;

/// <summary>
/// One connection and its watches. One pump sends one frame at a time, round-robin over the streams with news. While a slow client takes a frame, nothing queues up
/// here: the next frame is made when it is needed. Thread-safe.
/// </summary>
internal sealed partial class ViewerConnection : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly StreamRelay _relay;
    private readonly IViewerSink _sink;
    private readonly RelayMetrics _metrics;
    private readonly int _maxWatches;
    private readonly ILogger _logger;
    private readonly Dictionary<string, ViewerWatch> _watches = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pump;

    // Bounded although the channel is not: each watch is in it at most once.
    private readonly Channel<ViewerWatch> _dirty = Channel.CreateUnbounded<ViewerWatch>(new() { SingleReader = true });
    private bool _closed;

    internal ViewerConnection(StreamRelay relay, IViewerSink sink, RelayMetrics metrics, int maxWatches, ILogger logger)
    {
        (_relay, _sink, _metrics, _maxWatches, _logger) = (relay, sink, metrics, maxWatches, logger);
        _pump = PumpAsync(_stop.Token);
    }

    /// <summary>Completes when the pump has ended, by <see cref="DisposeAsync"/> or because the sink threw. Never fails.</summary>
    public Task Completion => _pump;

    /// <summary>
    /// Starts a watch, or restarts it. Frames follow once <see cref="Open"/> is called; they follow the returned start without a gap, whatever the connection was
    /// sent before.
    /// </summary>
    public async Task<WatchStart> WatchAsync(string streamId, Position? position, CancellationToken cancellation)
    {
        if (RefusalFor(streamId) is { } refusal)
            return WatchStart.Refused(refusal);
        var (start, watch) = await _relay.AttachAsync(streamId, position, _dirty.Writer, cancellation);
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
                watch.Open();
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

    /// <summary>Ends all watches and the pump.</summary>
    public async ValueTask DisposeAsync()
    {
        Close();
        await _pump;
        _stop.Dispose();
    }

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
        }

        _dirty.Writer.TryComplete();
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
            return _watches.Count < _maxWatches || _watches.ContainsKey(streamId)
                ? null
                : new(RefusalCode.Conflict, $"A connection watches at most {_maxWatches} streams; unwatch one first.");
        }
    }

    private async Task PumpAsync(CancellationToken cancellation)
    {
        Instrumentation.DetachFromTrace();
        var streamId = "";
        try
        {
            await foreach (var watch in _dirty.Reader.ReadAllAsync(cancellation))
            {
                streamId = watch.Live.StreamId;
                watch.ClearDirty();
                if (!watch.IsDetached)
                    await StepAsync(watch, cancellation);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            // The client is gone or did not take a write in time. It reconnects with its position.
        }
        catch (Exception failure)
        {
            // A bug. The connection ends, and the client watches again from its position.
            LogPumpFailed(failure, streamId);
        }

        Close();
    }

    private async ValueTask StepAsync(ViewerWatch watch, CancellationToken cancellation)
    {
        var step = watch.Live.Next(watch);
        if (step.Frame is { } frame)
        {
            await _sink.SendAsync(frame, cancellation);
            _metrics.FrameSent(frame);
        }
        else if (step.Ended is { } reason)
        {
            if (Forget(watch))
                await _sink.UnwatchedAsync(watch.Live.StreamId, reason, cancellation);
        }
        else if (step.Behind && !watch.Fetching)
        {
            // Not awaited: a slow log must not delay the connection's other streams.
            watch.Fetching = true;
            _ = watch.Live.FetchAsync(watch);
        }

        if (step.More)
            watch.Wake();
    }

    private bool Forget(ViewerWatch watch)
    {
        bool mine;
        lock (_gate)
            mine = _watches.TryGetValue(watch.Live.StreamId, out var present) && present == watch && _watches.Remove(watch.Live.StreamId);
        watch.Detach();
        return mine;
    }
}
