using Streams.Contract;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Rules;

namespace Streams.Api.Relay;

internal sealed partial class LiveStream
{
    private const string Deleted = "deleted";

    // News that arrived before the snapshot or under another epoch, at most KeptNews events; and events after a gap, at most KeptNews.
    // Events that do not fit are not lost: the repair reads them from the log.
    private readonly List<StreamNews> _early = [];
    private readonly SortedDictionary<long, StreamEvent> _ahead = [];
    private int _earlyWeight;
    private bool _deletedEarly;

    // The highest known sequence of this epoch.
    private long _target;

    // Viewers get events up to here.
    private long _visible;
    private DateTimeOffset? _oldestUnseen;
    private long? _lastFlush;
    private bool _flushDue;
    private ITimer? _flushTimer;

    /// <summary>Appends the next events, drops known ones, and starts a repair of a gap.</summary>
    public void OnNews(StreamNews news)
    {
        ViewerWatch[]? woken;
        lock (_gate)
        {
            if (_closing)
                return;
            if (_view is null)
            {
                _deletedEarly |= news.Deleted;
                KeepEarly(news);
                return;
            }

            if (!news.Deleted && news.Epoch != _view.Position.Epoch)
            {
                // A new history, or stale news of an old one; the head tells which.
                KeepEarly(news);
                _askHead = true;
                StartRepair();
                return;
            }

            if (!news.Deleted)
            {
                TakeLocked(news.Events);
                woken = FlushWhenDue();
            }
            else
            {
                woken = EndLocked(Deleted);
            }
        }

        Wake(woken);
        if (news.Deleted)
            _closedByItself(this);
    }

    private void KeepEarly(StreamNews news)
    {
        // Counts one for the news itself, so that empty news is bounded too.
        var weight = news.Events.Count + 1;
        if (_earlyWeight + weight > _options.KeptNews)
            return;
        _early.Add(news);
        _earlyWeight += weight;
    }

    // A snapshot replaces everything. The viewers' cursors are then outside the ring, so they get a gap and watch again.
    private void Adopt(Snapshot snapshot)
    {
        _view = snapshot;
        _encoded = null;
        _ring.Reset(snapshot.Position.Seq);
        _visible = _target = _current = snapshot.Position.Seq;
        _oldestUnseen = null;
        _ahead.Clear();
        _noFillBefore = 0;
        ClearFrames();
        foreach (var news in _early)
        {
            if (news.Epoch == snapshot.Position.Epoch)
                TakeLocked(news.Events);
        }

        DropEarly();
        _visible = _ring.Head;
        _oldestUnseen = null;
    }

    private void DropEarly()
    {
        _early.Clear();
        _earlyWeight = 0;
    }

    private void TakeLocked(IReadOnlyList<StreamEvent> events)
    {
        foreach (var change in events)
        {
            if (change.Seq <= _ring.Head)
                continue;
            if (change.Seq == _ring.Head + 1)
                AppendLocked(change);
            else if (_ahead.Count < _options.KeptNews)
                _ahead.TryAdd(change.Seq, change);
            _target = Math.Max(_target, change.Seq);
        }

        DrainAhead();
        if (_target > _ring.Head)
            StartRepair();
    }

    private void DrainAhead()
    {
        while (_ahead.Count > 0)
        {
            var (seq, change) = _ahead.First();
            if (seq > _ring.Head + 1)
                return;
            _ahead.Remove(seq);
            if (seq == _ring.Head + 1)
                AppendLocked(change);
        }
    }

    private void AppendLocked(StreamEvent change)
    {
        _ring.Append(change);
        try
        {
            _view = SnapshotRules.Evolve(_view!, change);
        }
        catch (Exception failure)
        {
            // The event is in the log, so viewers get it unchanged; only the view does not include it.
            LogUnreadable(failure, StreamId, change.Seq);
            _view = _view! with { Position = _view.Position with { Seq = change.Seq } };
        }

        _encoded = null;
        _oldestUnseen ??= change.At;
    }

    // Flushes at once if the interval since the last flush has passed, otherwise when it has.
    private ViewerWatch[]? FlushWhenDue()
    {
        if (_visible == _ring.Head || _flushDue)
            return null;
        var wait = _lastFlush is { } last ? _options.FlushInterval - _time.GetElapsedTime(last) : TimeSpan.Zero;
        if (wait <= TimeSpan.Zero)
            return FlushLocked();
        _flushDue = true;
        _flushTimer ??= _time.CreateTimer(static live => ((LiveStream)live!).OnFlushTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _flushTimer.Change(wait, Timeout.InfiniteTimeSpan);
        return null;
    }

    private void OnFlushTimer()
    {
        ViewerWatch[]? woken;
        lock (_gate)
        {
            _flushDue = false;
            if (_closing)
                return;
            woken = FlushLocked();
        }

        Wake(woken);
    }

    private ViewerWatch[] FlushLocked()
    {
        _lastFlush = _time.GetTimestamp();
        _current = _visible;
        _visible = _ring.Head;
        if (_oldestUnseen is { } oldest)
            _metrics.Lag(_time.GetUtcNow() - oldest);
        _oldestUnseen = null;
        return _watches.ToArray();
    }
}
