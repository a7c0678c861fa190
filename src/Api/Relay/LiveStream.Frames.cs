using Streams.Contract;

namespace Streams.Api.Relay;

public sealed partial class LiveStream
{
    // The last frames made: viewers that are equally far get the very same object. The crowd, those who had all that was shown before the last flush, has a place
    // of its own, so that stragglers and new viewers do not take it.
    private EncodedFrame? _crowdFrame;
    private EncodedFrame? _otherFrame;
    private long _crowd;
    private EncodedSnapshot? _encoded;

    /// <summary>What the viewer gets next. Called by the pump that owns the watch; moves its cursor.</summary>
    public ViewerStep Next(ViewerWatch watch)
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
                return ViewerStep.FarBehind;

            // Outside of the ring the viewer is told what there is, not what is missing: the frame's from is beyond its position, so it watches again.
            var to = Math.Max(_visible, _ring.Start);
            if (inRing && watch.Cursor >= to)
                return _ended is null ? ViewerStep.Nothing : new(null, _ended, false, false);
            if (!inRing)
                _metrics.ViewerGap();
            var frame = FrameOf(inRing ? watch.Cursor : _ring.Start, to);
            watch.MoveTo(epoch, to);
            return new(frame, null, false, More: _ended is not null);
        }
    }

    /// <summary>Reads on from the log for a viewer that is further back than the ring, then wakes it. One read at a time per watch; never throws.</summary>
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

    // Neither a page nor a refusal: that history does not go on from there.
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

    // Only copies references here; merging and encoding happen outside of the lock, when the first viewer sends the frame.
    private EncodedFrame FrameOf(long from, long to)
    {
        ref var place = ref from == _crowd ? ref _crowdFrame : ref _otherFrame;
        if (place is null || place.From != from || place.To != to)
            place = new(StreamId, _view!.Position.Epoch, from, to, _ring.Slice(from, to));
        return place;
    }

    private void ClearFrames() => _crowdFrame = _otherFrame = null;
}
