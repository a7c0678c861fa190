using Streams.Api.Relay;
using Streams.Contract;

namespace Streams.Relay.Tests;

/// <summary>A bug in one place is logged and only delays its viewers: nothing waits forever, and no other stream is affected.</summary>
public class BugTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_that_cannot_be_applied_to_the_view_does_not_end_the_repair()
    {
        var (harness, log) = WithBrokenView();
        var client = await harness.WatchAsync(log);
        log.Append(EventName.Milestone);
        harness.Relay.OnNews([log.Append(EventName.AgentActivity)]);
        await client.UntilAsync(2);

        // The next gap is repaired too.
        log.Append(EventName.AgentActivity);
        harness.Relay.OnNews([log.Append(EventName.AgentActivity)]);
        await client.UntilAsync(4);
        Assert.Equal([1, 2, 3, 4], client.Applied.Select(change => change.Seq));
        Assert.Contains(harness.Logs.Entries, entry => entry.Contains("PayloadUnreadable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_event_that_cannot_be_applied_to_the_view_does_not_keep_viewers_out()
    {
        var (harness, log) = WithBrokenView();
        var gate = new TaskCompletionSource();
        harness.Source.WatchGate = gate.Task;
        var client = harness.Client(log);
        var watch = client.WatchAsync();
        await harness.Source.Signal.UntilAsync(() => harness.Source.Watches == 1);
        harness.Relay.OnNews([log.Append(EventName.Milestone)]);
        gate.SetResult();
        Assert.Equal(1, (await watch).Snapshot?.Position.Seq);
    }

    [Fact]
    public async Task News_of_one_stream_that_cannot_be_applied_does_not_stop_the_news_of_others()
    {
        var harness = new RelayHarness();
        var (one, two) = (harness.Source.Create("s1"), harness.Source.Create("s2"));
        var (first, second) = (await harness.WatchAsync(one), await harness.WatchAsync(two));
        var broken = one.Append(EventName.Milestone);
        harness.Relay.OnNews([broken with { Events = [broken.Events[0] with { Payload = null! }] }, two.Append(EventName.Milestone)]);
        await second.UntilAsync(1);

        // Events that could not be applied are read from the log.
        await first.UntilAsync(1);
        first.Verify();
    }

    [Fact]
    public async Task A_bug_while_sending_is_logged_and_ends_the_connection_and_its_watches()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create();
        await using var viewer = harness.Relay.Connect(new ThrowingSink(new InvalidOperationException("a bug in a sink")));
        await WatchAsync(viewer, log);
        harness.Relay.OnNews([log.Append(EventName.Milestone)]);
        await viewer.Completion.WaitAsync(Cancellation);
        Assert.Contains("a bug in a sink", Assert.Single(harness.Logs.Entries), StringComparison.Ordinal);
        Assert.Equal(RefusalCode.Unavailable, (await viewer.WatchAsync(log.Id, null, Cancellation)).Refusal?.Code);
        await Signal.DriveAsync(harness.Time, () => harness.Relay.Count == 0);
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(OperationCanceledException))]
    public async Task A_client_that_is_gone_or_too_slow_is_not_logged(Type failure)
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create();
        await using var viewer = harness.Relay.Connect(new ThrowingSink((Exception)Activator.CreateInstance(failure)!));
        await WatchAsync(viewer, log);
        harness.Relay.OnNews([log.Append(EventName.Milestone)]);
        await viewer.Completion.WaitAsync(Cancellation);
        Assert.Empty(harness.Logs.Entries);
    }

    [Fact]
    public async Task A_repair_that_throws_is_retried()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create();
        var client = await harness.WatchAsync(log);
        harness.Source.Bugs = 1;
        log.Append(EventName.AgentActivity);
        harness.Relay.OnNews([log.Append(EventName.Milestone)]);
        await Signal.DriveAsync(harness.Time, () => client.Seq == 2);
        client.Verify();
    }

    [Fact]
    public async Task A_load_that_throws_is_refused_and_the_next_viewer_loads_again()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create();
        harness.Source.Bugs = 1;
        Assert.Equal(RefusalCode.Unavailable, (await harness.Client(log).WatchAsync()).Refusal?.Code);
        await harness.WatchAsync(log);
    }

    [Fact]
    public async Task A_renewal_that_throws_does_not_stop_the_renewals_of_others()
    {
        var harness = new RelayHarness(options => options.Concurrency = 1);
        for (var i = 0; i < 3; i++)
            await harness.WatchAsync(harness.Source.Create($"s{i}"));
        harness.Source.Bugs = 1;
        await harness.Relay.RenewAllAsync(Cancellation);
        Assert.Equal(3, harness.Source.Renewals);
    }

    [Fact]
    public async Task Returning_a_lease_may_throw_without_blocking_new_viewers()
    {
        var harness = new RelayHarness();
        var log = harness.Source.Create();
        await (await harness.WatchAsync(log)).Connection.DisposeAsync();
        harness.Source.Bugs = 1;
        await Signal.DriveAsync(harness.Time, () => harness.Relay.Count == 0);
        await harness.WatchAsync(log);
    }

    [Fact]
    public async Task An_unreadable_page_is_a_gap_that_watching_again_heals()
    {
        var harness = new RelayHarness(options => (options.RingEvents, options.PageSize) = (10, 5));
        var log = harness.Source.Create(activities: 100);
        var client = harness.Client(log);
        await client.Connection.WatchAsync(log.Id, new("e1", 42), Cancellation);
        harness.Source.Bugs = 1;
        client.Connection.Open(log.Id);
        await client.Signal.UntilAsync(() => client.Gaps > 0);
        await client.WatchAsync(new("e1", 42));
        await client.UntilAsync(100);
        client.Verify();
    }

    // Appending a milestone to a list that is not there throws, and not a JsonException.
    private static (RelayHarness Harness, FakeLog Log) WithBrokenView()
    {
        var harness = new RelayHarness();
        harness.Source.ChangeSnapshot = snapshot => snapshot with { Milestones = default };
        return (harness, harness.Source.Create());
    }

    private static async Task WatchAsync(ViewerConnection viewer, FakeLog log)
    {
        Assert.NotNull((await viewer.WatchAsync(log.Id, null, Cancellation)).Snapshot);
        viewer.Open(log.Id);
    }

    private sealed class ThrowingSink(Exception failure) : IViewerSink
    {
        public ValueTask SendAsync(EncodedFrame frame, CancellationToken cancellation) => ValueTask.FromException(failure);

        public ValueTask UnwatchedAsync(string streamId, string reason, CancellationToken cancellation) => ValueTask.FromException(failure);
    }
}
