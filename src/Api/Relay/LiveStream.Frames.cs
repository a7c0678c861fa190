using Streams.Contract;

namespace Streams.Api.Relay;

internal sealed partial class LiveStream
{
    // The latest frames, so that viewers at the same position share one object. Most viewers had everything before the last flush (_current). Their frame has its own
    // slot, which viewers at other positions cannot overwrite.
    private EncodedFrame? _currentFrame;
    private EncodedFrame? _otherFrame;
    private long _current;
    private EncodedSnapshot? _encoded;

    /// <summary>The next step for a viewer. Called by the pump that owns the watch; moves its cursor.</summary>
    public PumpStep Next(ViewerWatch watch)
    {
        if (watch.TryTakePage(out var page))
        {
            watch.MoveTo(page.Epoch, page.To);
            return new(page, null, false, More: true);
        }

        lock (_gate)
        {
            var epoch = _view!.Position.Epoch;
            var sameHistory = watch.Epoch == epoch;
            var inRing = sameHistory && watch.Cursor >= _ring.Start;
            if (inRing)
                watch.CatchingUp = false;
            else if (sameHistory && watch.CatchingUp && _ended is null)
                return PumpStep.FarBehind;

            // A viewer outside the ring gets a frame that starts beyond its position: a gap, so it watches again.
            var to = Math.Max(_visible, _ring.Start);
            if (inRing && watch.Cursor >= to)
                return _ended is null ? PumpStep.Nothing : new(null, _ended, false, false);
            if (!inRing)
                _metrics.ViewerGap();
            var frame = FrameOf(inRing ? watch.Cursor : _ring.Start, to);
            watch.MoveTo(epoch, to);
            return new(frame, null, false, More: _ended is not null);
        }
    }

    /// <summary>Reads the next page of the log for a viewer that is behind the ring, then wakes it. One read at a time per watch; never throws.</summary>
    internal async Task FetchAsync(ViewerWatch watch)
    {
        EncodedFrame? page = null;
        try
        {
            page = (await ReadPageAsync(watch.Epoch, watch.Cursor)).Value;
        }
        catch (Exception failure)
        {
            LogStepFailed(failure, StreamId, "fetch");
        }

        // Without a page the viewer gets a gap, and watches again.
        watch.CatchingUp = page is not null;
        watch.Offer(page);
    }

    // Neither a page nor a refusal: that history does not continue there.
    private async Task<(EncodedFrame? Value, Refusal? Refusal)> ReadPageAsync(string epoch, long seq)
    {
        var outcome = await _source.ReadAsync(StreamId, seq, _options.PageSize);
        if (!outcome.TryGet(out var page, out var refusal))
            return (null, refusal);
        if (page.Events.Count == 0 || page.Position.Epoch != epoch)
            return (null, null);
        return (new(StreamId, epoch, seq, page.Events[^1].Seq, [.. page.Events]), null);
    }

    private EncodedSnapshot Encoded() => _encoded ??= new(_view!);

    // Only copies references; the frame is merged and encoded outside the lock, when the first viewer sends it.
    private EncodedFrame FrameOf(long from, long to)
    {
        ref var place = ref from == _current ? ref _currentFrame : ref _otherFrame;
        if (place is null || place.From != from || place.To != to)
            place = new(StreamId, _view!.Position.Epoch, from, to, _ring.Slice(from, to));
        return place;
    }

    private void ClearFrames() => _currentFrame = _otherFrame = null;
}
