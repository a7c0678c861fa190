using Streams.Contract;

namespace Streams.Api.Relay;

/// <summary>
/// The latest events of one stream, bounded by count and by bytes; the oldest are dropped first. Sequences ascend and skip numbers only where the log does.
/// Not thread-safe: its <see cref="LiveCopy"/> owns it.
/// </summary>
/// <param name="maxEvents">The maximum number of events.</param>
/// <param name="maxBytes">The maximum size in bytes, counted by <see cref="SizeOf"/>.</param>
internal sealed class EventRing(int maxEvents, long maxBytes)
{
    // Circular; grows by doubling up to maxEvents, so a quiet stream costs little.
    private StreamEvent[] _slots = [];
    private int _first;
    private int _count;
    private long _bytes;

    /// <summary>The ring holds everything after this sequence.</summary>
    public long Start { get; private set; }

    public long Head { get; private set; }

    public int Count => _count;

    /// <summary>The approximate size of an event in memory, in bytes.</summary>
    public static int SizeOf(StreamEvent change) => change.Payload.Length + 96;

    /// <summary>Removes everything; the next event follows <paramref name="seq"/>.</summary>
    public void Reset(long seq)
    {
        (_slots, _first, _count, _bytes) = ([], 0, 0, 0);
        Start = Head = seq;
    }

    /// <summary>Adds the newest event and drops the oldest ones that exceed a bound.</summary>
    public void Append(StreamEvent change)
    {
        var size = SizeOf(change);
        Grow();
        if (_count == maxEvents)
            DropOldest();
        _slots[Slot(_count++)] = change;
        _bytes += size;
        Head = change.Seq;
        while (_bytes > maxBytes)
            DropOldest();
    }

    /// <summary>Adds the events after <paramref name="start"/> up to <see cref="Start"/>. The oldest that do not fit are omitted.</summary>
    public void Prepend(IReadOnlyList<StreamEvent> older, long start)
    {
        for (var i = older.Count - 1; i >= 0; i--)
        {
            if (_count == maxEvents || _bytes + SizeOf(older[i]) > maxBytes)
            {
                Start = older[i].Seq;
                return;
            }

            Grow();
            _first = (_first + _slots.Length - 1) % _slots.Length;
            _slots[_first] = older[i];
            _count++;
            _bytes += SizeOf(older[i]);
        }

        Start = start;
    }

    /// <summary>Copies the events after <paramref name="from"/> up to <paramref name="to"/>, for use outside the lock.</summary>
    public StreamEvent[] Slice(long from, long to)
    {
        var (begin, end) = (IndexAfter(from), IndexAfter(to));
        var result = new StreamEvent[end - begin];
        for (var i = begin; i < end; i++)
            result[i - begin] = _slots[Slot(i)];
        return result;
    }

    /// <summary>Where a frame after <paramref name="from"/> has to end: at <paramref name="to"/>, or before it if it would exceed a size. It has at least one event.</summary>
    public long EndOfFrame(long from, long to, long maxFrameBytes)
    {
        if (_bytes <= maxFrameBytes)
            return to;
        var (begin, end, bytes) = (IndexAfter(from), IndexAfter(to), 0L);
        for (var i = begin; i < end; i++)
        {
            bytes += SizeOf(_slots[Slot(i)]);
            if (bytes > maxFrameBytes && i > begin)
                return _slots[Slot(i - 1)].Seq;
        }

        return to;
    }

    private int IndexAfter(long seq)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_slots[Slot(middle)].Seq <= seq)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private int Slot(int index) => (_first + index) % _slots.Length;

    private void DropOldest()
    {
        var oldest = _slots[_first];
        _slots[_first] = null!;
        _first = (_first + 1) % _slots.Length;
        _count--;
        _bytes -= SizeOf(oldest);
        Start = oldest.Seq;
    }

    private void Grow()
    {
        if (_count < _slots.Length || _slots.Length == maxEvents)
            return;
        var larger = new StreamEvent[Math.Min(maxEvents, Math.Max(16, _slots.Length * 2))];
        for (var i = 0; i < _count; i++)
            larger[i] = _slots[Slot(i)];
        (_slots, _first) = (larger, 0);
    }
}
