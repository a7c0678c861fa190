using System.Diagnostics.CodeAnalysis;
using Streams.Contract;

namespace Streams.Api.Relay;

/// <summary>
/// The live copy of a watched stream on this host: the view that people see and the recent events. Viewers hold only a cursor into it.
/// One lock owns all of its state. Under the lock there is only short synchronous work, never I/O and never a call to a viewer.
/// </summary>
/// <remarks>
/// It loads (one call for all waiting viewers), is live, and closes: after a refused load, after deletion, or some time after the last viewer left.
/// <c>News</c> applies events, <c>Repair</c> fills gaps, <c>Attach</c> starts watches, <c>Frames</c> serves viewers.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The token source has no timer and no wait handle; Close ends it.")]
internal sealed partial class LiveStream
{
    private readonly Lock _gate = new();
    private readonly IStreamSource _source;
    private readonly RelayOptions _options;
    private readonly TimeProvider _time;
    private readonly RelayMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Action<LiveStream> _closedByItself;
    private readonly Action<LiveStream> _idle;
    private readonly EventRing _ring;
    private readonly WatchSet _watches = new();
    private readonly CancellationTokenSource _lifetime = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task<Refusal?>> _load;
    private Snapshot? _view;
    private int _users;
    private bool _closing;
    private string? _ended;
    private ITimer? _lingerTimer;

    /// <summary>Creates the live copy; the first <see cref="LoadAsync"/> loads it.</summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="source">Loads, renews and reads the stream.</param>
    /// <param name="options">Bounds and intervals.</param>
    /// <param name="time">Paces flushes, retries and lingering.</param>
    /// <param name="metrics">Counts viewers, gaps and repairs.</param>
    /// <param name="logger">Logs repairs and failures.</param>
    /// <param name="closedByItself">Called once, outside the lock, when the copy has closed without being asked to.</param>
    /// <param name="idle">Called outside the lock when the copy had no viewer for <see cref="RelayOptions.Linger"/>.</param>
    public LiveStream(string streamId, IStreamSource source, RelayOptions options, TimeProvider time, RelayMetrics metrics, ILogger logger,
        Action<LiveStream> closedByItself, Action<LiveStream> idle)
    {
        (StreamId, _source, _options, _time, _metrics, _logger) = (streamId, source, options, time, metrics, logger);
        (_closedByItself, _idle) = (closedByItself, idle);
        _ring = new(options.RingEvents, options.RingBytes);
        _load = new(() => Task.Run(LoadOnceAsync));
    }

    public string StreamId { get; }

    /// <summary>Completes when the copy has closed and its lease is returned; a new copy may replace it.</summary>
    public Task Closed => _closed.Task;

    /// <summary>The snapshot, or null if the stream is not loaded or gone.</summary>
    public EncodedSnapshot? Current()
    {
        lock (_gate)
            return _view is null || _closing ? null : Encoded();
    }

    /// <summary>Keeps the live copy from closing until <see cref="Release"/>.</summary>
    /// <returns>False if it is closing: wait for <see cref="Closed"/> and create a new copy.</returns>
    public bool TryAcquire()
    {
        lock (_gate)
        {
            if (_closing)
                return false;
            _users++;
            _lingerTimer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    /// <summary>Undoes <see cref="TryAcquire"/>; the last call starts the linger period.</summary>
    public void Release()
    {
        lock (_gate)
            ReleaseLocked();
    }

    /// <summary>Loads the live copy once; all callers wait for the same call.</summary>
    /// <returns>Why the load failed, or null.</returns>
    public Task<Refusal?> LoadAsync() => _load.Value;

    /// <summary>Starts to close if the copy is unused; <see cref="TryAcquire"/> then fails.</summary>
    public bool TryClose()
    {
        lock (_gate)
        {
            if (_users > 0 || _closing)
                return false;
            CloseLocked();
            return true;
        }
    }

    /// <summary>Completes <see cref="Closed"/>.</summary>
    public void SetClosed() => _closed.TrySetResult();

    internal void Detach(ViewerWatch watch)
    {
        lock (_gate)
        {
            if (_watches.Remove(watch))
                _metrics.Watchers(-1);
            ReleaseLocked();
        }
    }

    private async Task<Refusal?> LoadOnceAsync()
    {
        Refusal? refusal;
        try
        {
            // News may come before the answer: OnNews keeps it, Adopt merges it.
            var outcome = await _source.WatchAsync(StreamId);
            lock (_gate)
            {
                if (outcome.TryGet(out var snapshot, out refusal) && !_deletedEarly)
                {
                    Adopt(snapshot);
                    return null;
                }
            }
        }
        catch (Exception failure)
        {
            LogStepFailed(failure, StreamId, "load");
            refusal = Refusal.StreamUnreachable();
        }

        lock (_gate)
            CloseLocked();
        _closedByItself(this);
        return refusal ?? Refusal.StreamNotFound(StreamId);
    }

    // The stream is gone: viewers get the remaining events, then the reason.
    private ViewerWatch[] EndLocked(string reason)
    {
        _ended = reason;
        CloseLocked();
        _visible = _ring.Head;
        return _watches.ToArray();
    }

    private void End(string reason)
    {
        ViewerWatch[] woken;
        lock (_gate)
        {
            if (_closing)
                return;
            woken = EndLocked(reason);
        }

        Wake(woken);
        _closedByItself(this);
    }

    private void CloseLocked()
    {
        _closing = true;
        _ = _lifetime.CancelAsync();
        _lingerTimer?.Dispose();
        _flushTimer?.Dispose();
    }

    private void ReleaseLocked()
    {
        if (--_users > 0 || _closing)
            return;
        _lingerTimer ??= _time.CreateTimer(static live => ((LiveStream)live!)._idle((LiveStream)live), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _lingerTimer.Change(_options.Linger, Timeout.InfiniteTimeSpan);
    }

    private static void Wake(ViewerWatch[]? watches)
    {
        foreach (var watch in watches ?? [])
            watch.Wake();
    }
}
