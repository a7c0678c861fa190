using Streams.Contract;

namespace Streams.Api.Relay;

internal sealed partial class LiveStream
{
    // How long a viewer that is ahead of this host waits for it to catch up before it gets a snapshot.
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromSeconds(2);

    // The ring is filled backward as far as its bounds allow; filling before this sequence is pointless.
    private long _noFillBefore;
    private Task<bool>? _fill;

    private enum Plan
    {
        Snapshot,
        Replay,
        CatchUp,
        Fill,
        Page,
    }

    /// <summary>Starts a watch with a snapshot or with the events after <paramref name="position"/>. Every later flush wakes the watch.</summary>
    public async Task<WatchStart> AttachAsync(ViewerWatch watch, Position? position, CancellationToken cancellation)
    {
        // The fill that is running may be for viewers at other positions; allow enough fills for every viewer to get its own.
        var (caughtUp, fills) = (false, 1 + (_options.RingEvents / _options.PageSize));
        while (true)
        {
            Plan plan;
            lock (_gate)
            {
                if (_closing)
                    return WatchStart.Refused(Refusal.StreamNotFound(StreamId));
                plan = PlanFor(position, caughtUp, mayFill: fills > 0);
                if (plan is Plan.Snapshot or Plan.Replay)
                {
                    AddLocked(watch, _ring.Head);
                    return plan == Plan.Snapshot ? WatchStart.With(Encoded()) : WatchStart.With(FrameOf(position!.Seq, _ring.Head));
                }
            }

            switch (plan)
            {
                case Plan.CatchUp:
                    caughtUp = true;
                    await CatchUpAsync(cancellation);
                    break;
                case Plan.Fill:
                    fills = await FillAsync(position!.Seq).WaitAsync(cancellation) ? fills - 1 : 0;
                    break;
                default:
                    var outcome = await ReadPageAsync(position!.Epoch, position.Seq);
                    if (outcome.Refusal is { } refusal)
                        return WatchStart.Refused(refusal);
                    if (outcome.Value is { } page && TryAddPaged(watch, page))
                        return WatchStart.With(page);
                    position = null;
                    break;
            }
        }
    }

    private Plan PlanFor(Position? position, bool caughtUp, bool mayFill)
    {
        if (position is null || position.Epoch != _view!.Position.Epoch)
            return Plan.Snapshot;
        if (position.Seq > _ring.Head)
            return caughtUp ? Plan.Snapshot : Plan.CatchUp;
        if (position.Seq >= _ring.Start)
            return Plan.Replay;
        if (_ring.Head - position.Seq > _options.MaxReplay)
            return Plan.Snapshot;
        return mayFill && position.Seq >= _noFillBefore && _ring.Head - FillFrom(position.Seq) <= _options.RingEvents ? Plan.Fill : Plan.Page;
    }

    private void AddLocked(ViewerWatch watch, long cursor)
    {
        watch.MoveTo(_view!.Position.Epoch, cursor);
        _watches.Add(watch);
        _metrics.Watchers(1);
    }

    private bool TryAddPaged(ViewerWatch watch, EncodedFrame page)
    {
        lock (_gate)
        {
            if (_closing || page.Epoch != _view!.Position.Epoch)
                return false;
            watch.CatchingUp = true;
            AddLocked(watch, page.To);
            return true;
        }
    }

    // The viewer saw events on another host that this one does not have: news is late or lost here. One check of the head serves all viewers.
    private async Task CatchUpAsync(CancellationToken cancellation)
    {
        Task repair;
        lock (_gate)
        {
            _askHead = true;
            StartRepair();
            repair = _repair;
        }

        try
        {
            await repair.WaitAsync(CatchUpLimit, _time, cancellation);
        }
        catch (TimeoutException)
        {
            // The viewer gets a snapshot of what this host has; the rest follows.
        }
    }

    // A host that just started has an empty ring, and thousands of browsers return with positions slightly behind. The ring is filled backward once for all of
    // them, in whole pages so that viewers at slightly different positions need the same fill.
    private long FillFrom(long seq) => seq - (seq % _options.PageSize);

    private Task<bool> FillAsync(long seq)
    {
        lock (_gate)
            return _fill is { IsCompleted: false } ? _fill : _fill = Task.Run(() => FillOnceAsync(FillFrom(seq)));
    }

    // False if the log did not return the events.
    private async Task<bool> FillOnceAsync(long from)
    {
        long until;
        string epoch;
        lock (_gate)
            (until, epoch) = (_ring.Start, _view!.Position.Epoch);
        var older = new List<StreamEvent>();
        for (var cursor = from; cursor < until;)
        {
            var outcome = await _source.ReadAsync(StreamId, cursor, _options.PageSize);
            if (outcome.Value is not { Events.Count: > 0 } page || page.Position.Epoch != epoch)
                return false;
            older.AddRange(page.Events.Where(change => change.Seq <= until));
            cursor = page.Events[^1].Seq;
        }

        lock (_gate)
        {
            if (_view!.Position.Epoch != epoch)
                return true;

            // If the ring advanced meanwhile, it is full.
            if (_ring.Start == until)
                _ring.Prepend(older, from);
            if (_ring.Start > from)
                _noFillBefore = _ring.Start;
        }

        return true;
    }
}
