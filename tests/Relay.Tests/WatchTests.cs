using Streams.Contract;

namespace Streams.Relay.Tests;

public class WatchTests
{
    [Fact]
    public async Task A_viewer_gets_a_snapshot_and_then_the_later_events()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create(activities: 60);
        var client = await harness.WatchAsync(log);
        for (var i = 0; i < 10; i++)
            harness.Relay.OnNews([log.Append(EventName.AgentActivity), log.Append(EventName.Milestone)]);
        await client.UntilAsync(80);
        Assert.Equal(20, client.Applied.Count);
        client.Verify();
    }

    [Fact]
    public async Task A_thousand_first_viewers_cost_the_stream_one_call()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create(activities: 5);
        var gate = new TaskCompletionSource();
        harness.Source.WatchGate = gate.Task;
        var clients = Enumerable.Range(0, 1_000).Select(_ => harness.Client(log)).ToArray();
        var watches = clients.Select(client => Task.Run(() => client.WatchAsync())).ToArray();
        await harness.Source.Signal.UntilAsync(() => harness.Source.Watches == 1);
        gate.SetResult();
        await Task.WhenAll(watches);
        harness.Relay.OnNews([log.Append(EventName.Milestone)]);
        foreach (var client in clients)
            await client.UntilAsync(6);
        Assert.Equal(1, harness.Source.Watches);

        // All were at the same position, so they share one frame.
        Assert.Single(clients.Select(client => client.Frames[^1]).Distinct());
    }

    [Fact]
    public async Task News_that_arrives_before_the_snapshot_is_merged_into_it()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create(activities: 5);
        var gate = new TaskCompletionSource();
        harness.Source.WatchGate = gate.Task;
        var client = harness.Client(log);
        var watch = client.WatchAsync();
        await harness.Source.Signal.UntilAsync(() => harness.Source.Watches == 1);
        harness.Relay.OnNews([log.Append(EventName.Milestone), log.Append(EventName.AgentActivity)]);
        gate.SetResult();
        Assert.Equal(7, (await watch).Snapshot!.Position.Seq);
        client.Verify();
        Assert.Equal(0, harness.Source.Reads);
    }

    [Fact]
    public async Task After_the_last_viewer_the_lease_lingers_and_is_returned()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create();
        var first = await harness.WatchAsync(log);
        await first.Connection.DisposeAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(4));
        var second = await harness.WatchAsync(log);
        harness.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal((1, 0, 1), (harness.Source.Watches, harness.Source.UnwatchesBegun, harness.Relay.Count));
        second.Connection.Unwatch(log.Id);
        harness.Time.Advance(TimeSpan.FromSeconds(5));
        await harness.Source.Signal.UntilAsync(() => harness.Source.Unwatches == 1);
        await Signal.DriveAsync(harness.Time, () => harness.Relay.Count == 0);
    }

    [Fact]
    public async Task A_viewer_that_arrives_while_the_lease_is_returned_waits_and_watches_again()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create();
        var gate = new TaskCompletionSource();
        harness.Source.UnwatchGate = gate.Task;
        await (await harness.WatchAsync(log)).Connection.DisposeAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(5));
        var client = harness.Client(log);
        var watch = client.WatchAsync();
        await harness.Source.Signal.UntilAsync(() => harness.Source.UnwatchesBegun == 1);
        Assert.Equal(1, harness.Source.Watches);
        gate.SetResult();
        Assert.NotNull((await watch).Snapshot);
        Assert.Equal(2, harness.Source.Watches);
    }

    [Fact]
    public async Task An_unknown_stream_and_an_unreachable_one_are_refused_and_leave_no_copy()
    {
        var harness = new RelayHarness();
        var log = new FakeLog("none");
        Assert.Equal(RefusalCode.StreamNotFound, (await harness.Client(log).WatchAsync()).Refusal!.Code);
        harness.Source.Down = true;
        Assert.Equal(RefusalCode.Unavailable, (await harness.Client(log).WatchAsync()).Refusal!.Code);
        Assert.Equal(0, harness.Relay.Count);
    }

    [Fact]
    public async Task A_connection_watches_a_bounded_number_of_streams_and_so_does_the_host()
    {
        var harness = new RelayHarness(options => (options.MaxWatches, options.MaxLiveStreams) = (2, 3));
        for (var i = 0; i < 5; i++)
            harness.Source.Create($"s{i}");
        var one = harness.Client(new("s0")).Connection;
        var two = harness.Client(new("s0")).Connection;
        var none = TestContext.Current.CancellationToken;
        Assert.Null((await one.WatchAsync("s0", null, none)).Refusal);
        Assert.Null((await one.WatchAsync("s1", null, none)).Refusal);
        Assert.Null((await one.WatchAsync("s1", null, none)).Refusal);
        Assert.Equal(RefusalCode.Conflict, (await one.WatchAsync("s2", null, none)).Refusal!.Code);
        one.Unwatch("s1");
        Assert.Null((await one.WatchAsync("s2", null, none)).Refusal);
        Assert.Equal(RefusalCode.Unavailable, (await two.WatchAsync("s3", null, none)).Refusal!.Code);
    }

    [Fact]
    public async Task Viewers_of_a_deleted_stream_get_its_last_events_first()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create();
        var client = await harness.WatchAsync(log);
        var last = log.Append(EventName.Milestone);
        harness.Source.Delete(log.Id);
        harness.Relay.OnNews([last, new(log.Id, log.Epoch, [], true)]);
        await client.Signal.UntilAsync(() => client.Ended == "deleted");
        Assert.Equal(1, client.Seq);
        Assert.Equal(0, harness.Relay.Count);
        Assert.Equal(RefusalCode.StreamNotFound, (await harness.Client(log).WatchAsync()).Refusal!.Code);
    }

    [Fact]
    public async Task A_deletion_whose_news_was_lost_is_found_by_the_renewal()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create();
        var client = await harness.WatchAsync(log);
        harness.Source.Delete(log.Id);
        await harness.Relay.RenewAllAsync(TestContext.Current.CancellationToken);
        await client.Signal.UntilAsync(() => client.Ended == "deleted");
    }
}
