using Streams.Contract;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Rules;

namespace Streams.Api.Relay;

/// <summary>
/// The live copy of a watched stream: the view that people see, the recent events, and the rules of what comes next: for a viewer (<see cref="PlanFor"/>,
/// <see cref="Next"/>), for the crowd of viewers that have everything (<see cref="Flush"/>), and for the copy itself (<see cref="Due"/>). It has no lock, no clock and
/// no I/O: <see cref="LiveStream"/> has them.
/// </summary>
/// <param name="streamId">The stream.</param>
/// <param name="options">The bounds.</param>
/// <param name="logger">Logs events that cannot be applied.</param>
internal sealed partial class LiveCopy(string streamId, RelayOptions options, ILogger logger)
{
    public const string Deleted = "deleted";

    private readonly EventRing _ring = new(options.RingEvents, options.RingBytes);

    // News that arrived before the snapshot or under another epoch, at most KeptNews events; and events after a gap, at most KeptNews.
    // Events that do not fit are not lost: the repair reads them from the log.
    private readonly List<StreamNews> _early = [];
    private readonly SortedDictionary<long, StreamEvent> _ahead = [];
    private int _earlyWeight;

    private Snapshot? _view;
    private EncodedSnapshot? _encoded;

    // Viewers get events up to here; the frame of the last flush began at _current.
    private long _visible;
    private long _current;

    // The latest frames, so that viewers at the same position share one object. The crowd's frame has its own slot, which viewers at other positions cannot overwrite.
    private EncodedFrame? _currentFrame;
    private EncodedFrame? _otherFrame;

    // The highest known sequence of this epoch.
    private long _target;

    // The highest sequence that a viewer says it has seen; whether the log must be searched for it, and whether the read that runs does so.
    private long _claimed;
    private bool _search;
    private bool _searching;
    private bool _ask;
    private bool _reload;

    // The history was replaced or has ended: each viewer needs its own next step.
    private bool _interrupted;

    // The ring is filled backward as far as its bounds allow; filling before this sequence is pointless.
    private long _noFillBefore;

    /// <summary>The position of the view, or null before the snapshot.</summary>
    public Position? Position => _view?.Position;

    /// <summary>Whether the stream ended, and why; then nothing changes any more.</summary>
    public string? Ended { get; private set; }

    /// <summary>The snapshot, encoded for all viewers that start at this position. Only once loaded.</summary>
    public EncodedSnapshot Snapshot => _encoded ??= new(_view!);

    /// <summary>What the copy needs from the stream; the most important first.</summary>
    public RepairStep Due =>
        _view is null || Ended is not null ? RepairStep.None
        : _reload ? RepairStep.Reload
        : _ask ? RepairStep.Ask
        : _search || _target > _ring.Head ? RepairStep.Read
        : RepairStep.None;

    /// <summary>The sequence after which <see cref="RepairStep.Read"/> reads.</summary>
    public long Head => _ring.Head;

    /// <summary>Whether <see cref="Flush"/> has something for viewers.</summary>
    public bool HasNews => _visible < _ring.Head || _interrupted;

    /// <summary>Appends the next events and drops known ones. After a gap, <see cref="Due"/> tells what to do.</summary>
    public void Take(StreamNews news)
    {
        if (Ended is not null)
            return;
        if (news.Deleted)
        {
            End();
        }
        else if (_view is null || news.Epoch != _view.Position.Epoch)
        {
            // Before the snapshot; or a new history, or stale news of an old one: the head tells which.
            KeepEarly(news);
            _ask = _view is not null;
        }
        else
        {
            TakeEvents(news.Events);
        }
    }

    /// <summary>The stream is gone: viewers get the remaining events, then the reason.</summary>
    public void End() => (Ended, _visible, _interrupted) = (Deleted, _ring.Head, true);

    /// <summary>News may have been lost: the head must be asked for.</summary>
    public void CheckHead() => _ask = _view is not null;

    /// <summary>
    /// A viewer says that it has seen an event that this copy does not have: the log must be read up to it, or to the end. Only the log can tell: during a takeover, the
    /// stream may answer with the position of an activation that does not know the newest events.
    /// </summary>
    public void CatchUp(long seq) => (_search, _claimed) = (_view is not null, Math.Max(_claimed, seq));

    /// <summary>The step begins: what is asked for from now on needs another one.</summary>
    public void Begin(RepairStep step)
    {
        if (step == RepairStep.Ask)
            _ask = false;
        if (step == RepairStep.Read)
            (_searching, _search) = (_search, false);
    }

    /// <summary>The step failed: it is needed again.</summary>
    public void Failed(RepairStep step)
    {
        _ask |= step == RepairStep.Ask;
        _search |= step == RepairStep.Read && _searching;
    }

    /// <summary>Compares the copy with the position of the stream.</summary>
    public void Learn(Position head)
    {
        if (_view is null)
            return;
        if (head.Epoch != _view.Position.Epoch)
        {
            _reload = true;
            return;
        }

        DropEarly();
        _target = Math.Max(_target, head.Seq);
    }

    /// <summary>Fills a gap with a page that was read after <paramref name="from"/>.</summary>
    /// <returns>Why the page does not help, if a later one may; or null.</returns>
    public Refusal? Took(EventPage page, long from)
    {
        if (page.Position.Epoch != _view!.Position.Epoch)
        {
            _reload = true;
            return null;
        }

        if (page.Events.Count == 0 && _ring.Head == from)
        {
            // Either history was thinned here and only a snapshot helps, or the answer is older than the news and a retry helps.
            _reload = page.Position.Seq > from;
            return _reload || _target <= from ? null : Refusal.Unavailable("the log does not have the announced events yet");
        }

        // The log is the truth: a number missing in it is no gap.
        foreach (var change in page.Events)
        {
            if (change.Seq > _ring.Head)
                Append(change);
        }

        DrainAhead();
        _search |= _searching && page.Events.Count > 0 && _ring.Head < _claimed;
        return null;
    }

    /// <summary>
    /// Takes a snapshot. The first one starts the copy; a later one replaces everything if it is newer: the viewers' cursors are then outside the ring, so they get a gap
    /// and watch again.
    /// </summary>
    /// <returns>Whether it replaced an older view.</returns>
    public bool Adopt(Snapshot snapshot)
    {
        _reload = false;
        if (Ended is not null || (_view is { } view && snapshot.Position.Epoch == view.Position.Epoch && snapshot.Position.Seq <= _ring.Head))
            return false;
        _interrupted = _view is not null;
        (_view, _encoded) = (snapshot, null);
        _ring.Reset(snapshot.Position.Seq);
        (_target, _claimed) = (snapshot.Position.Seq, 0);
        _ahead.Clear();
        (_noFillBefore, _currentFrame, _otherFrame) = (0, null, null);
        foreach (var news in _early)
        {
            if (news.Epoch == snapshot.Position.Epoch)
                TakeEvents(news.Events);
        }

        DropEarly();
        _visible = _current = _ring.Head;
        return _interrupted;
    }

    /// <summary>Makes the next events visible, at most a frame of them.</summary>
    /// <param name="each">Whether the history was interrupted: there is no frame for all, each viewer takes its own next step.</param>
    /// <returns>The frame for viewers that had everything before; null if there is none.</returns>
    public EncodedFrame? Flush(out bool each)
    {
        (each, _interrupted) = (_interrupted, false);
        if (each || _visible == _ring.Head)
            return null;
        _current = Math.Max(_visible, _ring.Start);
        _visible = _ring.EndOfFrame(_current, _ring.Head, options.FrameBytes);
        return FrameOf(_current, _visible);
    }

    /// <summary>What a viewer gets next, who was sent everything up to <paramref name="cursor"/>.</summary>
    /// <param name="cursor">Where the viewer is.</param>
    /// <param name="paged">Whether it has been behind the ring since it started to watch, and is served from the log.</param>
    public ViewerStep Next(Position cursor, bool paged)
    {
        var sameHistory = cursor.Epoch == _view!.Position.Epoch;
        var inRing = sameHistory && cursor.Seq >= _ring.Start;
        if (inRing && cursor.Seq >= _visible)
            return Ended is null ? default : new(null, Ended, false);
        if (!inRing && sameHistory && paged && Ended is null)
            return new(null, null, Page: true);

        // A viewer outside the ring gets a frame that starts beyond its position: a gap, so it watches again.
        var from = inRing ? cursor.Seq : _ring.Start;
        return new(FrameOf(from, _ring.EndOfFrame(from, Math.Max(_visible, from), options.FrameBytes)), null, false);
    }

    /// <summary>How a viewer that was sent everything up to <paramref name="position"/>, or nothing, starts to watch.</summary>
    /// <param name="position">Where the viewer is; null if it has nothing.</param>
    /// <param name="caughtUp">Whether the copy has caught up for this viewer already.</param>
    /// <param name="mayFill">Whether the ring may be filled for it.</param>
    public StartPlan PlanFor(Position? position, bool caughtUp, bool mayFill)
    {
        if (position is null || position.Epoch != _view!.Position.Epoch)
            return StartPlan.Snapshot;
        if (position.Seq > _ring.Head)
            return caughtUp ? StartPlan.Snapshot : StartPlan.CatchUp;
        if (position.Seq >= _ring.Start)
            return StartPlan.Replay;
        if (_ring.Head - position.Seq > options.MaxReplay)
            return StartPlan.Snapshot;
        return mayFill && position.Seq >= _noFillBefore && _ring.Head - FillFrom(position.Seq) <= options.RingEvents ? StartPlan.Fill : StartPlan.Page;
    }

    /// <summary>The frame that starts a watch after a sequence in the ring. It may be the first of several.</summary>
    public EncodedFrame Replay(long from) => FrameOf(from, _ring.EndOfFrame(from, _ring.Head, options.FrameBytes));

    /// <summary>
    /// Where to start to fill the ring backward for a viewer at <paramref name="seq"/>: whole pages, so that thousands of browsers that return to a new host at slightly
    /// different positions need the same fill.
    /// </summary>
    public long FillFrom(long seq) => seq - (seq % options.PageSize);

    /// <summary>The position before the oldest event of the ring: a fill ends here.</summary>
    public Position FillUntil => new(_view!.Position.Epoch, _ring.Start);

    /// <summary>Adds the events after <paramref name="from"/> up to <paramref name="until"/> to the ring.</summary>
    public void Fill(List<StreamEvent> older, long from, Position until)
    {
        if (_view!.Position.Epoch != until.Epoch)
            return;

        // If the ring advanced meanwhile, it is full.
        if (_ring.Start == until.Seq)
            _ring.Prepend(older, from);
        if (_ring.Start > from)
            _noFillBefore = _ring.Start;
    }

    private void KeepEarly(StreamNews news)
    {
        // Counts one for the news itself, so that empty news is bounded too.
        var weight = news.Events.Count + 1;
        if (_earlyWeight + weight > options.KeptNews)
            return;
        _early.Add(news);
        _earlyWeight += weight;
    }

    private void DropEarly()
    {
        _early.Clear();
        _earlyWeight = 0;
    }

    private void TakeEvents(IReadOnlyList<StreamEvent> events)
    {
        foreach (var change in events)
        {
            if (change.Seq <= _ring.Head)
                continue;
            if (change.Seq == _ring.Head + 1)
                Append(change);
            else if (_ahead.Count < options.KeptNews)
                _ahead.TryAdd(change.Seq, change);
            _target = Math.Max(_target, change.Seq);
        }

        DrainAhead();
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
                Append(change);
        }
    }

    private void Append(StreamEvent change)
    {
        _ring.Append(change);
        try
        {
            _view = SnapshotRules.Evolve(_view!, change);
        }
        catch (Exception failure)
        {
            // The event is in the log, so viewers get it unchanged; only the view does not include it.
            LogUnreadable(failure, streamId, change.Seq);
            _view = _view! with { Position = _view.Position with { Seq = change.Seq } };
        }

        _encoded = null;
    }

    // Only copies references; the frame is merged and encoded outside the lock, when the first viewer sends it.
    private EncodedFrame FrameOf(long from, long to)
    {
        ref var place = ref from == _current ? ref _currentFrame : ref _otherFrame;
        if (place is null || place.From != from || place.To != to)
            place = new(streamId, _view!.Position.Epoch, from, to, _ring.Slice(from, to));
        return place;
    }

    [LoggerMessage(3122, LogLevel.Error, "Stream {StreamId}: event {Seq} cannot be applied to the view", EventName = "PayloadUnreadable")]
    private partial void LogUnreadable(Exception failure, string streamId, long seq);
}

/// <summary>What a live copy needs from its stream.</summary>
internal enum RepairStep
{
    /// <summary>Nothing: it has all events that it knows of.</summary>
    None,

    /// <summary>A snapshot.</summary>
    Reload,

    /// <summary>The position of the stream.</summary>
    Ask,

    /// <summary>Events of the log.</summary>
    Read,
}

/// <summary>How a watch starts.</summary>
internal enum StartPlan
{
    /// <summary>With the snapshot.</summary>
    Snapshot,

    /// <summary>With a frame from the ring.</summary>
    Replay,

    /// <summary>The viewer saw events on another host that this one does not have: read them from the log, then plan again.</summary>
    CatchUp,

    /// <summary>Fill the ring backward, then plan again.</summary>
    Fill,

    /// <summary>With a page of the log.</summary>
    Page,
}

/// <summary>What a viewer gets next; nothing if none is set.</summary>
/// <param name="Frame">This frame.</param>
/// <param name="Ended">The end of the watch, for this reason.</param>
/// <param name="Page">The next page of the log.</param>
internal readonly record struct ViewerStep(EncodedFrame? Frame, string? Ended, bool Page);
