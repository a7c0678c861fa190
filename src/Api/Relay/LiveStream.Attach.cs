using Streams.Contract;

namespace Streams.Api.Relay;

public sealed partial class LiveStream
{
    // How long a viewer from the future waits for this host to catch up before it gets what there is.
    private static readonly TimeSpan CatchUpPatience = TimeSpan.FromSeconds(2);

    // The ring was filled backward as far as its bounds allow; nothing before this sequence is worth another try.
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

    /// <summary>Begins a watch: a snapshot, or what followed <paramref name="position"/>. From then on the watch is woken by every flush.</summary>
    public async Task<WatchStart> AttachAsync(ViewerWatch watch, Position? position, CancellationToken cancellation)
    {
        // Viewers at other positions may have the fill that is under way; each gets its turn.
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

    // The viewer saw more on another host than this one knows: news is late here, or lost. One look at the head, shared by all who ask.
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
            await repair.WaitAsync(CatchUpPatience, _time, cancellation);
        }
        catch (TimeoutException)
        {
            // A snapshot of what there is, then; the rest follows.
        }
    }

    // A host that has just started has an empty ring, and ten thousand browsers come back to it with positions a little behind: the ring is filled backward,
    // once for all of them. Whole pages, so that viewers at slightly different positions ask for the same.
    private long FillFrom(long seq) => seq - (seq % _options.PageSize);

    private Task<bool> FillAsync(long seq)
    {
        lock (_gate)
            return _fill is { IsCompleted: false } ? _fill : _fill = Task.Run(() => FillOnceAsync(FillFrom(seq)));
    }

    // False where the log did not give what was asked for.
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

            // Where the ring moved on meanwhile, it is full.
            if (_ring.Start == until)
                _ring.Prepend(older, from);
            if (_ring.Start > from)
                _noFillBefore = _ring.Start;
        }

        return true;
    }
}
