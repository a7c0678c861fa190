using Streams.Contract;

namespace Streams.Relay.Tests;

public class RepairTests
{
    [Fact]
    public async Task A_gap_in_the_news_is_filled_from_the_log()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create(activities: 3);
        var client = await harness.WatchAsync(log);
        log.Activities(2_500);
        harness.Relay.OnNews([log.Append(EventName.Milestone)]);
        await client.UntilAsync(log.Head);
        Assert.Equal((0, 3), (client.Gaps, harness.Source.Reads));
        client.Verify();
    }

    [Fact]
    public async Task A_lost_last_event_is_found_by_the_renewal()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create();
        var client = await harness.WatchAsync(log);
        log.Append(EventName.Milestone);
        await harness.Relay.RenewAllAsync(TestContext.Current.CancellationToken);
        await client.UntilAsync(1);
        client.Verify();
    }

    [Fact]
    public async Task A_new_subscription_checks_every_head()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create();
        var client = await harness.WatchAsync(log);
        log.Append(EventName.Milestone);
        harness.Relay.OnGap();
        await client.UntilAsync(1);
    }

    [Fact]
    public async Task While_the_log_is_unreachable_viewers_keep_what_they_have_and_then_get_the_rest()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create();
        var client = await harness.WatchAsync(log);
        harness.Source.Down = true;
        log.Append(EventName.AgentActivity);
        harness.Relay.OnNews([log.Append(EventName.Milestone)]);
        await harness.Source.Signal.UntilAsync(() => harness.Source.Reads > 0);
        Assert.Equal((0, null), (client.Seq, client.Ended));
        harness.Source.Down = false;
        await Signal.DriveAsync(harness.Time, () => client.Seq == 2);
        client.Verify();
    }

    [Fact]
    public async Task A_change_of_the_cluster_ends_the_wait_for_the_next_attempt()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create();
        var client = await harness.WatchAsync(log);
        harness.Source.Down = true;
        log.Append(EventName.Milestone);
        harness.Relay.OnGap();
        await harness.Source.Signal.UntilAsync(() => harness.Source.Renewals > 0);
        harness.Source.Down = false;

        // The clock stands still.
        while (client.Seq < 1)
        {
            harness.Relay.OnGap();
            await Task.Yield();
        }

        client.Verify();
    }

    [Fact]
    public async Task A_change_of_the_cluster_during_an_attempt_that_fails_starts_the_next_one_at_once()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create();
        var client = await harness.WatchAsync(log);
        log.Append(EventName.Milestone);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (harness.Source.Down, harness.Source.RenewGate) = (true, answer.Task);
        harness.Relay.OnGap();
        await harness.Source.Signal.UntilAsync(() => harness.Source.Renewals > 0);
        harness.Source.Down = false;
        harness.Relay.OnGap();
        answer.SetResult();

        // The clock stands still.
        await client.UntilAsync(1);
    }

    [Fact]
    public async Task Another_epoch_is_a_gap_for_every_viewer_that_watching_again_heals()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create(activities: 20);
        var client = await harness.WatchAsync(log);
        log.Reset("e2", 10);
        harness.Relay.OnNews([log.Append(EventName.Milestone)]);
        await client.Signal.UntilAsync(() => client.Gaps > 0);
        await client.HealAsync();
        Assert.Equal(new Position("e2", 11), client.Start!.Snapshot!.Position);
        harness.Relay.OnNews([log.Append(EventName.Milestone)]);
        await client.UntilAsync(12);
        client.Verify();
    }

    [Fact]
    public async Task Stale_news_of_another_epoch_changes_nothing()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create(activities: 5);
        var client = await harness.WatchAsync(log);
        harness.Relay.OnNews([log.Append(EventName.Milestone) with { Epoch = "old" }]);
        await client.UntilAsync(6);
        Assert.Equal((0, 1), (client.Gaps, harness.Source.Watches));
    }
}
