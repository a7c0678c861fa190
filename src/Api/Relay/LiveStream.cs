using System.Diagnostics.CodeAnalysis;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Relay;

/// <summary>
/// Runs the <see cref="LiveCopy"/> of one stream: loads and repairs it from the source, serves its viewers, and closes it after a refused load, after deletion, or some
/// time after the last viewer left. One lock owns the copy and the list of viewers. Under the lock there is only short synchronous work, never I/O and never a call to a
/// viewer.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The token source has no timer and no wait handle; Close ends it.")]
internal sealed partial class LiveStream
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(10);

    // How long a viewer that is ahead of this host waits for it to catch up. It is then refused and tries again: a snapshot would take it back.
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly LiveCopy _copy;
    private readonly RelayServices _services;
    private readonly ILogger _logger;
    private readonly Action<LiveStream> _closedByItself;
    private readonly Action<LiveStream> _idle;
    private readonly WatchSet _watches = new();
    private readonly CancellationTokenSource _lifetime = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task<Refusal?>> _load;
    private Task _repair = Task.CompletedTask;
    private bool _repairing;
    private TaskCompletionSource? _retry;
    private bool _flushing;
    private long _flushedAt;
    private ITimer? _flushTimer;
    private Task<bool>? _fill;
    private int _users;
    private bool _closing;
    private ITimer? _lingerTimer;

    /// <summary>Creates the live copy; the first <see cref="LoadAsync"/> loads it.</summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="services">What all live copies of the host share.</param>
    /// <param name="closedByItself">Called once, outside the lock, when the copy has closed without being asked to.</param>
    /// <param name="idle">Called outside the lock when the copy had no viewer for <see cref="RelayOptions.Linger"/>.</param>
    public LiveStream(string streamId, RelayServices services, Action<LiveStream> closedByItself, Action<LiveStream> idle)
    {
        (StreamId, _services, _logger, _closedByItself, _idle) = (streamId, services, services.Logger, closedByItself, idle);
        _copy = new(streamId, services.Options, services.Logger);
        _load = new(() => Task.Run(LoadOnceAsync));
    }

    public string StreamId { get; }

    /// <summary>Completes when the copy has closed and its lease is returned; a new copy may replace it.</summary>
    public Task Closed => _closed.Task;

    /// <summary>The snapshot, or null if the stream is not loaded or gone.</summary>
    public EncodedSnapshot? Current()
    {
        lock (_gate)
            return _copy.Position is null || _closing ? null : _copy.Snapshot;
    }

    /// <summary>Keeps the live copy from closing until <see cref="Detach"/>.</summary>
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

    /// <summary>Removes a viewer, if it was added, and undoes <see cref="TryAcquire"/>; the last call starts the linger period.</summary>
    public void Detach(ViewerWatch watch)
    {
        lock (_gate)
        {
            if (_watches.Remove(watch))
                _services.Metrics.Watchers(-1);
            if (--_users > 0 || _closing)
                return;
            _lingerTimer ??= _services.Time.CreateTimer(
                static live => ((LiveStream)live!)._idle((LiveStream)live), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _lingerTimer.Change(_services.Options.Linger, Timeout.InfiniteTimeSpan);
        }
    }

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

    /// <summary>Loads the live copy once; all callers wait for the same call.</summary>
    /// <returns>Why the load failed, or null.</returns>
    public Task<Refusal?> LoadAsync() => _load.Value;

    /// <summary>Takes news, which may be known, late or out of order.</summary>
    public void OnNews(StreamNews news) => Change(static (copy, news) => copy.Take(news), news);

    /// <summary>Starts a check of the head, because news may have been lost.</summary>
    public void CheckHead() => RepairNow(static (copy, _) => copy.CheckHead(), 0);

    /// <summary>Takes the answer to a renewal of the lease, which tells whether events were missed.</summary>
    public void OnRenewed(Outcome<Position> answer) => Learn(answer);

    /// <summary>Starts a watch with a snapshot or with the events after <paramref name="position"/>. Every later flush reaches the watch.</summary>
    public async Task<WatchStart> AttachAsync(ViewerWatch watch, Position? position, CancellationToken cancellation)
    {
        // The fill that is running may be for viewers at other positions; allow enough fills for every viewer to get its own.
        var (caughtUp, fills) = (false, 1 + (_services.Options.RingEvents / _services.Options.PageSize));
        while (true)
        {
            StartPlan plan;
            lock (_gate)
            {
                if (_closing)
                    return WatchStart.Refused(Refusal.StreamNotFound(StreamId));
                plan = _copy.PlanFor(position, caughtUp, mayFill: fills > 0);
                if (plan == StartPlan.Snapshot)
                {
                    AddLocked(watch, _copy.Position!);
                    return WatchStart.With(_copy.Snapshot);
                }

                if (plan == StartPlan.Replay)
                {
                    var replay = _copy.Replay(position!.Seq);
                    AddLocked(watch, new(replay.Epoch, replay.To));
                    return WatchStart.With(replay);
                }
            }

            switch (plan)
            {
                case StartPlan.CatchUp:
                    if (!await CatchUpAsync(position!.Seq, cancellation))
                        return WatchStart.Refused(Refusal.StreamUnreachable());
                    caughtUp = true;
                    break;
                case StartPlan.Fill:
                    fills = await FillAsync(position!.Seq).WaitAsync(cancellation) ? fills - 1 : 0;
                    break;
                default:
                    var (page, refusal) = await ReadPageAsync(position!);
                    if (refusal is not null)
                        return WatchStart.Refused(refusal);
                    if (page is not null && TryAddPaged(watch, page))
                        return WatchStart.With(page);
                    position = null;
                    break;
            }
        }
    }

    /// <summary>The next step for a viewer.</summary>
    /// <param name="cursor">The viewer was sent everything up to here.</param>
    /// <param name="paged">Whether the viewer is served from the log.</param>
    public ViewerStep Next(Position cursor, bool paged)
    {
        ViewerStep step;
        lock (_gate)
            step = _copy.Next(cursor, paged);
        if (step.Frame is { } frame && (frame.Epoch != cursor.Epoch || frame.From > cursor.Seq))
            _services.Metrics.ViewerGap();
        return step;
    }

    /// <summary>Reads the next page of the log for a viewer that is behind the ring; null if that fails or the history does not continue there. Never throws.</summary>
    public async Task<EncodedFrame?> FetchAsync(Position cursor)
    {
        try
        {
            return (await ReadPageAsync(cursor)).Page;
        }
        catch (Exception failure)
        {
            LogStepFailed(failure, StreamId, "fetch");
            return null;
        }
    }

    // Every change of the copy goes through here: what it makes due is started at once.
    private void Change<T>(Action<LiveCopy, T> change, T with)
    {
        bool ends;
        lock (_gate)
        {
            if (_closing)
                return;
            change(_copy, with);
            ends = _copy.Ended is not null;
            if (ends)
                CloseLocked();
            StartDueLocked();
        }

        if (ends)
            _closedByItself(this);
    }

    // A repair that waits for its next attempt makes it now: the reason to wait may be gone.
    private void RepairNow<T>(Action<LiveCopy, T> change, T with)
    {
        Change(change, with);
        Volatile.Read(ref _retry)?.TrySetResult();
    }

    private void StartDueLocked()
    {
        if (!_repairing && _copy.Due != RepairStep.None)
        {
            _repairing = true;
            _repair = Task.Run(RepairAsync);
        }

        if (!_flushing && _copy.HasNews)
        {
            _flushing = true;
            _services.Pool.Schedule(static live => ((LiveStream)live!).Flush(), this);
        }
    }

    /// <summary>Sends the next frame to the viewers that have everything before it, in one loop, and wakes the others.</summary>
    private void Flush()
    {
        EncodedFrame? frame;
        ViewerWatch[] watches;
        bool each, isFull;
        lock (_gate)
        {
            _flushing = _copy.HasNews;
            if (!_flushing)
                return;
            frame = _copy.Flush(out each);
            isFull = _copy.HasNews;
            watches = _watches.ToArray();
            _flushedAt = _services.Time.GetTimestamp();
        }

        if (frame is not null)
            SendToAll(frame, watches);
        else if (each)
            Array.ForEach(watches, static watch => watch.Wake());

        // A full frame cannot grow: what did not fit follows without a wait. Otherwise a stream would be limited to one full frame per interval.
        _services.Pool.Schedule(isFull ? static live => ((LiveStream)live!).Flush() : static live => ((LiveStream)live!).FlushAgain(), this);
    }

    /// <summary>
    /// Runs in the pool behind the sends that the last flush queued there. If they keep up, the next flush follows at once, so every event goes out at once. If they took more
    /// than half of the interval, it follows when the interval has passed: events accumulate, and frames grow.
    /// </summary>
    private void FlushAgain()
    {
        var (interval, elapsed) = (_services.Options.FlushInterval, _services.Time.GetElapsedTime(_flushedAt));
        if (elapsed < interval / 2 || elapsed >= interval)
        {
            Flush();
            return;
        }

        _flushTimer ??= _services.Time.CreateTimer(static live => ((LiveStream)live!).Flush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _flushTimer.Change(interval - elapsed, Timeout.InfiniteTimeSpan);
    }

    private void SendToAll(EncodedFrame frame, ViewerWatch[] watches)
    {
        _services.Metrics.Lag(_services.Time.GetUtcNow() - frame.OldestAt);
        var sent = 0;
        foreach (var watch in watches)
        {
            if (watch.TrySend(frame))
                sent++;
        }

        _services.Metrics.FramesSent(frame, sent);
    }

    private async Task<Refusal?> LoadOnceAsync()
    {
        Refusal? refusal;
        try
        {
            // News may come before the answer: the copy keeps it.
            var outcome = await _services.Source.WatchAsync(StreamId);
            if (outcome.TryGet(out var snapshot, out refusal))
            {
                Change(static (copy, snapshot) => copy.Adopt(snapshot), snapshot);
                lock (_gate)
                    refusal = _closing || _copy.Position is null ? Refusal.StreamNotFound(StreamId) : null;
            }
        }
        catch (Exception failure)
        {
            LogStepFailed(failure, StreamId, "load");
            refusal = Refusal.StreamUnreachable();
        }

        if (refusal is null)
            return null;
        lock (_gate)
        {
            if (_closing)
                return refusal;
            CloseLocked();
        }

        _closedByItself(this);
        return refusal;
    }

    // At most one runs per copy. It ends when nothing is left to do, and retries with backoff while the source cannot be reached.
    private async Task RepairAsync()
    {
        var backoff = new Backoff(FirstRetry, LastRetry);
        for (var (step, head) = NextStep(); step != RepairStep.None; (step, head) = NextStep())
        {
            // Set before the attempt: a RepairNow that comes while it runs counts, too.
            var now = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _retry, now);
            var refusal = await TryAsync(step, head);
            if (refusal is null)
            {
                backoff.Reset();
                continue;
            }

            if (refusal.Code == RefusalCode.StreamNotFound)
                continue;
            var retry = backoff.Next();
            LogRepairFailed(StreamId, Current()?.Position, step.ToString(), refusal.Detail, retry);
            Change(static (copy, step) => copy.Failed(step), step);
            await now.Task.WaitAsync(retry, _services.Time, _lifetime.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The next step and the head it starts from. If the head differs afterwards, news arrived meanwhile.
    private (RepairStep Step, long Head) NextStep()
    {
        lock (_gate)
        {
            var step = _closing ? RepairStep.None : _copy.Due;
            _copy.Begin(step);
            _repairing = step != RepairStep.None;
            return (step, _copy.Head);
        }
    }

    // A bug must not end the loop: nothing would repair this stream any more.
    private async Task<Refusal?> TryAsync(RepairStep step, long head)
    {
        try
        {
            return step switch
            {
                RepairStep.Reload => await ReloadAsync(),
                RepairStep.Ask => Learn(await _services.Source.RenewAsync(StreamId)),
                _ => await ReadGapAsync(head),
            };
        }
        catch (Exception failure)
        {
            LogStepFailed(failure, StreamId, step.ToString());
            return Refusal.StreamUnreachable();
        }
    }

    private async Task<Refusal?> ReloadAsync()
    {
        if (EndedBy(await _services.Source.WatchAsync(StreamId), out var snapshot) is { } refusal)
            return refusal;
        var before = Current()?.Position;
        Change(
            static (copy, change) =>
            {
                if (copy.Adopt(change.Snapshot))
                    change.Live.LogReloaded(change.Live.StreamId, change.Snapshot.Position, change.Before);
            },
            (Snapshot: snapshot!, Before: before, Live: this));
        return null;
    }

    private Refusal? Learn(Outcome<Position> answer)
    {
        if (EndedBy(answer, out var head) is { } refusal)
            return refusal;
        Change(static (copy, head) => copy.Learn(head), head!);
        return null;
    }

    private async Task<Refusal?> ReadGapAsync(long from)
    {
        var refusal = EndedBy(await _services.Source.ReadAsync(StreamId, from, _services.Options.PageSize), out var page);
        if (refusal is not null)
            return refusal;
        Change((copy, page) => refusal = copy.Took(page, from), page!);
        if (refusal is null)
            _services.Metrics.Repaired();
        return refusal;
    }

    // A stream that is not found has ended.
    private Refusal? EndedBy<T>(Outcome<T> answer, out T? value)
        where T : class
    {
        if (!answer.TryGet(out value, out var refusal) && refusal.Code == RefusalCode.StreamNotFound)
            Change(static (copy, _) => copy.End(), 0);
        return refusal;
    }

    // One repair serves all viewers that wait for it. False if the stream did not answer.
    private async Task<bool> CatchUpAsync(long seq, CancellationToken cancellation)
    {
        RepairNow(static (copy, seq) => copy.CatchUp(seq), seq);
        Task repair;
        lock (_gate)
            repair = _repair;
        try
        {
            await repair.WaitAsync(CatchUpLimit, _services.Time, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private Task<bool> FillAsync(long seq)
    {
        lock (_gate)
            return _fill is { IsCompleted: false } ? _fill : _fill = Task.Run(() => FillOnceAsync(_copy.FillFrom(seq)));
    }

    // False if the log did not return the events.
    private async Task<bool> FillOnceAsync(long from)
    {
        Position until;
        lock (_gate)
            until = _copy.FillUntil;
        var older = new List<StreamEvent>();
        for (var cursor = from; cursor < until.Seq;)
        {
            var outcome = await _services.Source.ReadAsync(StreamId, cursor, _services.Options.PageSize);
            if (outcome.Value is not { Events.Count: > 0 } page || page.Position.Epoch != until.Epoch)
                return false;
            older.AddRange(page.Events.Where(change => change.Seq <= until.Seq));
            cursor = page.Events[^1].Seq;
        }

        lock (_gate)
            _copy.Fill(older, from, until);
        return true;
    }

    // Neither a page nor a refusal: that history does not continue there.
    private async Task<(EncodedFrame? Page, Refusal? Refusal)> ReadPageAsync(Position after)
    {
        var outcome = await _services.Source.ReadAsync(StreamId, after.Seq, _services.Options.PageSize);
        if (!outcome.TryGet(out var page, out var refusal))
            return (null, refusal);
        if (page.Events.Count == 0 || page.Position.Epoch != after.Epoch)
            return (null, null);
        return (EncodedFrame.Of(StreamId, after, page.Events, _services.Options.FrameBytes), null);
    }

    private void AddLocked(ViewerWatch watch, Position cursor)
    {
        watch.MoveTo(cursor);
        _watches.Add(watch);
        _services.Metrics.Watchers(1);
    }

    private bool TryAddPaged(ViewerWatch watch, EncodedFrame page)
    {
        lock (_gate)
        {
            if (_closing || page.Epoch != _copy.Position!.Epoch)
                return false;
            watch.Paged = true;
            AddLocked(watch, new(page.Epoch, page.To));
            return true;
        }
    }

    private void CloseLocked()
    {
        _closing = true;
        _ = _lifetime.CancelAsync();
        _lingerTimer?.Dispose();
    }

    [LoggerMessage(3120, LogLevel.Warning, "Stream {StreamId} at {Position}: {Step} failed: {Detail}; retrying in {Retry}", EventName = "RepairFailed")]
    private partial void LogRepairFailed(string streamId, Position? position, string step, string detail, TimeSpan retry);

    [LoggerMessage(3121, LogLevel.Information, "Stream {StreamId} at {Position}: reloaded, was at {Before}", EventName = "StreamReloaded")]
    private partial void LogReloaded(string streamId, Position position, Position? before);

    [LoggerMessage(3123, LogLevel.Error, "Stream {StreamId}: the step {Step} failed unexpectedly", EventName = "StepFailed")]
    private partial void LogStepFailed(Exception failure, string streamId, string step);
}
