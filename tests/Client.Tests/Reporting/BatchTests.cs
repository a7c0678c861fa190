using System.Text.Json.Nodes;

namespace Streams.Client.Tests.Reporting;

public sealed class BatchTests
{
    [Fact]
    public async Task Reports_are_sent_together_after_20_ms_in_call_order()
    {
        var harness = new BroadcasterHarness();
        var pending = new[] { harness.ReportAsync("one"), harness.ReportAsync("two"), harness.ReportAsync("three") };
        harness.Pass(19);
        Assert.Empty(harness.Server.Received);
        harness.Pass(1);
        var received = await harness.Server.NextAsync();
        Assert.Equal("/api/streams/s1/reports", received.Path);
        Assert.Equal(["one", "two", "three"], received.Messages);
        Assert.Equal(3, received.ReportIds.Distinct().Count());
        var acks = await Task.WhenAll(pending);
        Assert.Equal(received.ReportIds, acks.Select(ack => ack.ReportId));
        Assert.All(acks, ack => Assert.Equal(new Position("e", 3), ack.Position));
    }

    [Fact]
    public async Task A_hundred_reports_are_sent_at_once()
    {
        var harness = new BroadcasterHarness();
        var pending = Enumerable.Range(0, 100).Select(i => harness.ReportAsync($"{i}")).ToArray();
        await Task.WhenAll(pending);
        Assert.Equal(100, Assert.Single(harness.Server.Received).Reports.Length);
    }

    [Fact]
    public async Task Reports_that_arrive_during_a_request_go_into_the_next_one()
    {
        var harness = new BroadcasterHarness();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        harness.Server.Answer = async (received, _) =>
        {
            await gate.Task;
            return harness.Accept(received);
        };
        var pending = new List<Task<BroadcastAck>> { harness.ReportAsync("first") };
        harness.Pass(20);
        await harness.Server.NextAsync();
        pending.AddRange(Enumerable.Range(0, 1_200).Select(i => harness.ReportAsync($"{i}")));
        harness.Pass(1_000);
        Assert.Single(harness.Server.Received);
        gate.SetResult();
        await Task.WhenAll(pending);
        Assert.Equal([1, 1_000, 200], harness.Server.Received.Select(received => received.Reports.Length));
        Assert.Equal(Enumerable.Range(0, 1_200).Select(i => $"{i}"), harness.Server.Received.Skip(1).SelectMany(received => received.Messages));
    }

    [Fact]
    public async Task A_body_stays_under_1_MiB()
    {
        var harness = new BroadcasterHarness();
        var data = new JsonObject { ["text"] = new string('x', 30_000) };
        var pending = Enumerable.Range(0, 100)
            .Select(i => harness.Agent.BroadcastAgentProgressAsync("a1", "Agent", "crawler", $"{i}", data)).ToArray();
        await Task.WhenAll(pending);
        Assert.All(harness.Server.Received, received => Assert.InRange(received.Body.Length, 1, 1024 * 1024));
        Assert.Equal(4, harness.Server.Received.Count);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), harness.Server.Received.SelectMany(received => received.Messages));
    }

    [Fact]
    public async Task A_full_queue_refuses_reports_until_there_is_room_again()
    {
        var harness = new BroadcasterHarness(options => options.MaxQueuedReports = 3);
        var pending = Enumerable.Range(0, 4).Select(i => harness.ReportAsync($"{i}")).ToArray();
        Assert.True(pending[3].IsFaulted);
        harness.Pass(20);
        Assert.Equal(["Accepted", "Accepted", "Accepted", "queue_full"], await Fakes.FakeTimeExtensions.OutcomesAsync(pending));
        var later = harness.ReportAsync("later");
        harness.Pass(20);
        Assert.Equal("Accepted", await Fakes.FakeTimeExtensions.OutcomeAsync(later));
    }

    [Fact]
    public async Task A_queue_that_is_full_by_bytes_refuses_reports()
    {
        var harness = new BroadcasterHarness(options => options.MaxQueuedBytes = 1024 * 1024);
        var half = new string('x', 600_000);
        var pending = new[] { harness.ReportAsync(half), harness.ReportAsync(half) };
        harness.Pass(20);
        Assert.Equal(["Accepted", "queue_full"], await Fakes.FakeTimeExtensions.OutcomesAsync(pending));
    }

    [Fact]
    public async Task Flush_sends_at_once_and_waits_for_all_without_failing()
    {
        var harness = new BroadcasterHarness();
        harness.Server.Answer = (received, _) => Task.FromResult(
            received.Messages.Contains("bad") ? Fakes.FakeServer.Problem("malformed_json", 400) : harness.Accept(received));
        var pending = new[] { harness.ReportAsync("good"), harness.ReportAsync("bad") };
        await harness.Agent.FlushAsync();
        Assert.True(pending[0].IsCompletedSuccessfully);
        Assert.True(pending[1].IsFaulted);
        await harness.Agent.FlushAsync();
    }

    [Fact]
    public async Task Disposing_sends_pending_reports_and_accepts_no_more()
    {
        var harness = new BroadcasterHarness();
        var pending = harness.ReportAsync("one");
        await harness.Agent.DisposeAsync();
        Assert.True(pending.IsCompletedSuccessfully);
        Assert.Equal("disposed", await Fakes.FakeTimeExtensions.OutcomeAsync(harness.ReportAsync("two")));
        await harness.Agent.DisposeAsync();
    }

    [Fact]
    public async Task Calls_from_many_threads_lose_nothing()
    {
        var harness = new BroadcasterHarness(options => options.BatchDelay = TimeSpan.Zero);
        var acks = await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(() =>
            Task.WhenAll(Enumerable.Range(0, 200).Select(i => harness.ReportAsync($"{caller}-{i}"))))));
        Assert.Equal(1_600, acks.Sum(each => each.Length));
        Assert.Equal(1_600, harness.Recorded.Count);
        foreach (var caller in harness.Server.Received.SelectMany(received => received.Messages).GroupBy(message => message[0]))
            Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{caller.Key}-{i}"), caller);
    }
}
