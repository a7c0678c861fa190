using Streams.Contract;

namespace Streams.Relay.Tests;

public class ReplayTests
{
    [Fact]
    public async Task A_position_in_the_ring_gets_exactly_the_later_events()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create();
        await harness.WatchAsync(log);
        harness.Relay.OnNews([log.Activities(20)]);
        var client = harness.Client(log);
        var start = await client.WatchAsync(new("e1", 7));
        Assert.Equal((7, 20, 13), (start.Replay!.From, start.Replay.To, start.Replay.Frame.Events.Count));
        Assert.Equal(0, harness.Source.Reads);
        client.Verify();
    }

    [Fact]
    public async Task A_position_at_the_head_gets_an_empty_replay()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create(activities: 4);
        var client = harness.Client(log);
        var start = await client.WatchAsync(new("e1", 4));
        Assert.Equal((4, 4, 0), (start.Replay!.From, start.Replay.To, start.Replay.Frame.Events.Count));
    }

    [Theory]
    [InlineData("e0", 3)]
    [InlineData("e1", 99)]
    public async Task A_position_of_another_epoch_or_in_the_future_gets_a_snapshot(string epoch, long seq)
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create(activities: 10);
        var start = await harness.Client(log).WatchAsync(new(epoch, seq));
        Assert.Equal(new Position("e1", 10), start.Snapshot!.Position);
    }

    [Fact]
    public async Task A_host_that_is_behind_a_viewer_catches_up_before_it_replies()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create(activities: 10);
        await harness.WatchAsync(log);
        log.Activities(5);
        var start = await harness.Client(log).WatchAsync(new("e1", 13));
        Assert.Equal((13, 15), (start.Replay!.From, start.Replay.To));
    }

    [Fact]
    public async Task A_viewer_that_is_ahead_is_not_taken_back_while_the_stream_cannot_be_reached()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create(activities: 10);
        await harness.WatchAsync(log);
        log.Activities(5);
        harness.Source.Down = true;
        var watch = harness.Client(log).WatchAsync(new("e1", 13));
        await Signal.DriveAsync(harness.Time, () => watch.IsCompleted);
        Assert.Equal(RefusalCode.Unavailable, (await watch).Refusal?.Code);
        harness.Source.Down = false;
        var start = await harness.Client(log).WatchAsync(new("e1", 13));
        Assert.Equal((13, 15), (start.Replay!.From, start.Replay.To));
    }

    [Fact]
    public async Task A_viewer_that_is_ahead_gets_what_the_log_has_even_if_the_stream_does_not_know_it_yet()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create(activities: 10);
        await harness.WatchAsync(log);
        log.Activities(2_500);
        harness.Source.ChangePosition = position => position with { Seq = 10 };
        var start = await harness.Client(log).WatchAsync(new("e1", 2_505));
        Assert.Equal((2_505, 2_510), (start.Replay!.From, start.Replay.To));
    }

    [Fact]
    public async Task A_viewer_with_a_position_that_the_log_does_not_have_gets_a_snapshot()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create(activities: 10);
        await harness.WatchAsync(log);
        log.Activities(5);
        var start = await harness.Client(log).WatchAsync(new("e1", 1_000_000));
        Assert.Equal(15, start.Snapshot!.Position.Seq);
    }

    [Fact]
    public async Task A_new_host_fills_its_ring_once_for_all_returning_viewers()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create(activities: 3_500);
        var clients = Enumerable.Range(0, 500).Select(i => (harness.Client(log), 3_001 + i)).ToArray();
        await Task.WhenAll(clients.Select(pair => Task.Run(() => pair.Item1.WatchAsync(new("e1", pair.Item2)))));
        foreach (var (client, from) in clients)
        {
            await client.UntilAsync(3_500);
            Assert.Equal((from, 0), (client.Start!.Replay!.From, client.Gaps));
            client.Verify();
        }

        Assert.Equal((1, 1), (harness.Source.Watches, harness.Source.Reads));
    }

    [Theory]
    [InlineData(4_096, 1)]
    [InlineData(50, 13)]
    public async Task A_thinned_history_is_replayed_without_a_gap(int ringEvents, long from)
    {
        var harness = new RelayHarness(options => (options.RingEvents, options.PageSize) = (ringEvents, 20));
        var log = harness.Source.Create();
        for (var i = 1; i <= 1_500; i++)
            log.Append(i % 25 == 0 ? EventName.AgentActivity : EventName.ProgressUpdate);
        log.Thin();
        var client = harness.Client(log);
        await client.WatchAsync(new("e1", from));
        await client.UntilAsync(1_500);
        Assert.Equal(0, client.Gaps);
        Assert.Equal(60, client.Applied.Count(change => change.Event == EventName.AgentActivity));
        client.Verify();
    }

    [Fact]
    public async Task A_position_before_the_ring_is_paged_without_a_gap_while_events_arrive()
    {
        var harness = new RelayHarness(options => (options.RingEvents, options.PageSize) = (50, 20));
        var log = harness.Source.Create(activities: 500);
        var client = harness.Client(log);
        var start = await client.WatchAsync(new("e1", 3));
        Assert.Equal((3, 23), (start.Replay!.From, start.Replay.To));
        for (var i = 1; i <= 300; i++)
        {
            harness.Relay.OnNews([log.Append(EventName.AgentActivity)]);

            // Stays within the ring of the client; beyond it a gap would be correct.
            if (i % 20 == 0)
                await client.UntilAsync(500 + i - 20);
        }

        await client.UntilAsync(800);
        Assert.Equal((0, 797), (client.Gaps, client.Applied.Count));
        client.Verify();
    }

    [Fact]
    public async Task A_viewer_too_far_behind_gets_a_snapshot()
    {
        var harness = new RelayHarness(options => (options.RingEvents, options.MaxReplay) = (10, 100));
        var log = harness.Source.Create(activities: 200);
        Assert.NotNull((await harness.Client(log).WatchAsync(new("e1", 99))).Snapshot);
        Assert.NotNull((await harness.Client(log).WatchAsync(new("e1", 100))).Replay);
    }
}
