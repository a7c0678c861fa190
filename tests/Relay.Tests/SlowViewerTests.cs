using Streams.Contract;

namespace Streams.Relay.Tests;

public class SlowViewerTests
{
    [Fact]
    public async Task A_slow_viewer_gets_one_merged_frame_and_delays_no_other()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create();
        var slow = await harness.WatchAsync(log);
        var quick = await harness.WatchAsync(log);
        slow.Block();
        harness.Relay.OnNews([log.Append(EventName.ProgressUpdate)]);
        await slow.UntilAsync(1);
        for (var seq = 2; seq <= 100; seq++)
        {
            harness.Relay.OnNews([log.Append(seq % 10 == 0 ? EventName.AgentActivity : EventName.ProgressUpdate)]);
            await quick.UntilAsync(seq);
        }

        Assert.Equal(1, slow.Seq);
        slow.Unblock();
        await slow.UntilAsync(100);
        Assert.Equal(2, slow.Frames.Count);
        Assert.Equal((11, 88), (slow.Frames[1].Frame.Events.Count, slow.Frames[1].Merged));
        slow.Verify();
        quick.Verify();
    }

    [Fact]
    public async Task A_viewer_that_falls_behind_the_ring_gets_a_gap_that_watching_again_heals()
    {
        var harness = new RelayHarness(options => (options.RingEvents, options.PageSize) = (10, 4));
        var log = harness.Source.Create();
        var slow = await harness.WatchAsync(log);
        slow.Block();
        harness.Relay.OnNews([log.Append(EventName.AgentActivity)]);
        await slow.UntilAsync(1);
        harness.Relay.OnNews([log.Activities(40)]);
        slow.Unblock();
        await slow.Signal.UntilAsync(() => slow.Gaps == 1);
        Assert.Equal((31, 41), (slow.Frames[1].From, slow.Frames[1].To));
        await slow.HealAsync();
        await slow.UntilAsync(41);
        Assert.Equal(41, slow.Applied.Count);
        slow.Verify();
    }

    [Fact]
    public async Task Under_load_viewers_are_woken_once_per_interval()
    {
        var harness = new RelayHarness(options => options.FlushInterval = TimeSpan.FromMilliseconds(40));
        var log = harness.Source.Create();
        var client = await harness.WatchAsync(log);
        harness.Relay.OnNews([log.Append(EventName.AgentActivity)]);
        await client.UntilAsync(1);
        for (var i = 0; i < 30; i++)
            harness.Relay.OnNews([log.Append(EventName.AgentActivity)]);
        harness.Time.Advance(TimeSpan.FromMilliseconds(39));
        Assert.Equal(1, client.Seq);
        harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        await client.UntilAsync(31);
        Assert.Equal(2, client.Frames.Count);
        harness.Time.Advance(TimeSpan.FromMilliseconds(40));
        harness.Relay.OnNews([log.Append(EventName.AgentActivity)]);
        await client.UntilAsync(32);
    }
}
