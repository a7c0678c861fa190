using Streams.Contract;

namespace Streams.Api.Relay;

/// <summary>
/// The last events of one stream, bounded by count and by bytes, oldest out first. Sequences ascend; they have holes only where the log has.
/// Not thread-safe: the lock of its <see cref="LiveStream"/> owns it.
/// </summary>
/// <param name="maxEvents">At most so many events.</param>
/// <param name="maxBytes">At most so many bytes, as <see cref="SizeOf"/> counts them.</param>
public sealed class EventRing(int maxEvents, long maxBytes)
{
    // Circular; grows by doubling up to maxEvents, so that a quiet stream costs little.
    private StreamEvent[] _slots = [];
    private int _first;
    private int _count;
    private long _bytes;

    /// <summary>The ring holds everything after this sequence.</summary>
    public long Start { get; private set; }

    /// <summary>The sequence of the last event.</summary>
    public long Head { get; private set; }

    /// <summary>How many events it holds.</summary>
    public int Count => _count;

    /// <summary>About what an event weighs in memory.</summary>
    public static int SizeOf(StreamEvent change) => change.Payload.Length + 96;

    /// <summary>Forgets everything; history goes on after <paramref name="seq"/>.</summary>
    public void Reset(long seq)
    {
        (_slots, _first, _count, _bytes) = ([], 0, 0, 0);
        Start = Head = seq;
    }

    /// <summary>Adds the newest event; drops the oldest where a bound is met.</summary>
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

    /// <summary>Adds older events: all of history after <paramref name="start"/> up to <see cref="Start"/>. Those that do not fit, the oldest, are left out.</summary>
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

    /// <summary>The events after <paramref name="from"/> up to <paramref name="to"/>; a copy, to be read without the lock.</summary>
    public StreamEvent[] Slice(long from, long to)
    {
        var (begin, end) = (IndexAfter(from), IndexAfter(to));
        var result = new StreamEvent[end - begin];
        for (var i = begin; i < end; i++)
            result[i - begin] = _slots[Slot(i)];
        return result;
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
