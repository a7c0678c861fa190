using System.IO.Pipelines;
using Streams.Api.Relay;
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
    public async Task While_the_sends_of_a_frame_wait_for_the_pool_events_accumulate_in_the_next_one()
    {
        var (harness, pool, log, client) = await WithManualPoolAsync();
        harness.Relay.OnNews([log.Append(EventName.AgentActivity)]);
        pool.RunOne();
        Assert.Equal(1, client.Seq);
        for (var i = 0; i < 30; i++)
            harness.Relay.OnNews([log.Append(EventName.AgentActivity)]);
        Assert.Equal(1, client.Seq);
        pool.RunOne();
        Assert.Equal((31, 2), (client.Seq, client.Frames.Count));
    }

    [Fact]
    public async Task When_sends_take_more_than_half_of_the_interval_the_next_frame_waits_until_it_has_passed()
    {
        var (harness, pool, log, client) = await WithManualPoolAsync();
        harness.Relay.OnNews([log.Append(EventName.AgentActivity)]);
        pool.RunOne();
        harness.Time.Advance(TimeSpan.FromMilliseconds(20));
        harness.Relay.OnNews([log.Activities(10)]);
        pool.RunOne();
        harness.Time.Advance(TimeSpan.FromMilliseconds(19));
        Assert.Equal(1, client.Seq);
        harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((11, 2), (client.Seq, client.Frames.Count));
    }

    [Fact]
    public async Task A_frame_has_a_limited_size_and_the_rest_follows()
    {
        var harness = new RelayHarness(options => options.FrameBytes = 2_000);
        var log = harness.Source.Create();
        var client = await harness.WatchAsync(log);
        harness.Relay.OnNews([log.Activities(100)]);
        await client.UntilAsync(100);
        Assert.All(client.Frames, frame => Assert.InRange(frame.Frame.Events.Sum(EventRing.SizeOf), 1, 2_000));
        Assert.Equal((100, 0), (client.Applied.Count, client.Gaps));
        client.Verify();
    }

    [Fact]
    public async Task What_does_not_fit_into_a_frame_does_not_wait_for_the_interval_however_slow_sends_are()
    {
        var (harness, pool, log, client) = await WithManualPoolAsync(options => options.FrameBytes = 2_000);
        harness.Relay.OnNews([log.Activities(100)]);
        for (var frames = 1; client.Seq < 100; frames++)
        {
            pool.RunOne();
            Assert.Equal(frames, client.Frames.Count);
            harness.Time.Advance(TimeSpan.FromMilliseconds(20));
        }
    }

    [Fact]
    public async Task A_viewer_that_does_not_take_a_frame_in_time_is_disconnected_and_returns_with_its_position()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create();
        var slow = await harness.WatchAsync(log);
        var quick = await harness.WatchAsync(log);
        slow.Block();
        harness.Relay.OnNews([log.Append(EventName.AgentActivity)]);
        await slow.UntilAsync(1);
        await Signal.DriveAsync(harness.Time, () => slow.Connection.Completion.IsCompleted);
        Assert.InRange(harness.Time.GetUtcNow() - FakeLog.Start, TimeSpan.FromSeconds(30), TimeSpan.MaxValue);
        harness.Relay.OnNews([log.Append(EventName.AgentActivity)]);
        await quick.UntilAsync(2);
        Assert.Equal((1, 2), ((await harness.Client(log).WatchAsync(slow.Position)).Replay!.From, quick.Seq));
        Assert.Empty(harness.Logs.Entries);
    }

    [Fact]
    public async Task When_slow_viewers_hold_as_much_as_a_host_allows_further_ones_are_disconnected()
    {
        var harness = new RelayHarness(options => options.PendingBytes = 1_000);
        var log = harness.Source.Create();
        var slow = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => harness.WatchAsync(log)));
        var quick = await harness.WatchAsync(log);
        Array.ForEach(slow, client => client.Block());
        harness.Relay.OnNews([log.Append(EventName.AgentActivity)]);
        await quick.UntilAsync(1);
        await Task.WhenAny(slow.Select(client => client.Connection.Completion)).WaitAsync(Signal.WaitLimit, TestContext.Current.CancellationToken);
        Array.ForEach(slow, client => client.Unblock());
        harness.Relay.OnNews([log.Append(EventName.AgentActivity)]);
        await quick.UntilAsync(2);
        foreach (var client in slow.Where(client => !client.Connection.Completion.IsCompleted))
            await client.UntilAsync(2);
    }

    private static async Task<(RelayHarness Harness, ManualPool Pool, FakeLog Log, FrameClient Client)> WithManualPoolAsync(Action<RelayOptions>? configure = null)
    {
        var pool = new ManualPool();
        var harness = new RelayHarness(configure, pool);
        var log = harness.Source.Create();
        var client = await harness.WatchAsync(log);
        pool.RunAll();
        return (harness, pool, log, client);
    }

    /// <summary>Runs what is scheduled when the test says so, in order.</summary>
    private sealed class ManualPool : PipeScheduler
    {
        private readonly Queue<(Action<object?> Action, object? State)> _scheduled = new();

        public override void Schedule(Action<object?> action, object? state) => _scheduled.Enqueue((action, state));

        public void RunOne()
        {
            var (action, state) = _scheduled.Dequeue();
            action(state);
        }

        public void RunAll()
        {
            while (_scheduled.Count > 0)
                RunOne();
        }
    }
}
