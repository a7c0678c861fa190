using Streams.Api.Relay;
using Streams.Contract;

namespace Streams.Relay.Tests;

public class EventRingTests
{
    private static StreamEvent Event(long seq) => new(seq, EventName.Milestone, JsonText.Parse("{}"), FakeLog.Start);

    private static EventRing Ring(int max, long bytes, int from, int to)
    {
        var ring = new EventRing(max, bytes);
        ring.Reset(from);
        for (var seq = from + 1; seq <= to; seq++)
            ring.Append(Event(seq));
        return ring;
    }

    [Fact]
    public void The_oldest_events_leave_when_the_count_is_reached()
    {
        var ring = Ring(20, 1 << 20, 0, 50);
        Assert.Equal((30, 50, 20), (ring.Start, ring.Head, ring.Count));
        Assert.Equal(Enumerable.Range(31, 20).Select(x => (long)x), ring.Slice(30, 50).Select(change => change.Seq));
        Assert.Equal([41, 42], ring.Slice(40, 42).Select(change => change.Seq));
        Assert.Empty(ring.Slice(50, 50));
    }

    [Fact]
    public void The_oldest_events_leave_when_the_size_is_reached()
    {
        var ring = Ring(1_000, 10 * EventRing.SizeOf(Event(1)), 0, 50);
        Assert.Equal((40, 50, 10), (ring.Start, ring.Head, ring.Count));
    }

    [Fact]
    public void Older_events_are_prepended_while_there_is_room()
    {
        var ring = Ring(10, 1 << 20, 20, 24);
        ring.Prepend([.. Enumerable.Range(16, 5).Select(seq => Event(seq))], 15);
        Assert.Equal((15, 24), (ring.Start, ring.Head));
        ring.Prepend([.. Enumerable.Range(11, 5).Select(seq => Event(seq))], 10);
        Assert.Equal((14, 24, 10), (ring.Start, ring.Head, ring.Count));
        Assert.Equal(Enumerable.Range(15, 10).Select(x => (long)x), ring.Slice(14, 24).Select(change => change.Seq));
    }
}
