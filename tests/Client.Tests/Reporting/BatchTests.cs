using System.Text.Json.Nodes;

namespace Streams.Client.Tests.Reporting;

public sealed class BatchTests
{
    [Fact]
    public async Task Reports_are_sent_together_after_20_ms_in_call_order()
    {
        var broadcasting = new Broadcasting();
        var pending = new[] { broadcasting.ReportAsync("one"), broadcasting.ReportAsync("two"), broadcasting.ReportAsync("three") };
        broadcasting.Pass(19);
        Assert.Empty(broadcasting.Server.Received);
        broadcasting.Pass(1);
        var received = await broadcasting.Server.NextAsync();
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
        var broadcasting = new Broadcasting();
        var pending = Enumerable.Range(0, 100).Select(i => broadcasting.ReportAsync($"{i}")).ToArray();
        await Task.WhenAll(pending);
        Assert.Equal(100, Assert.Single(broadcasting.Server.Received).Reports.Length);
    }

    [Fact]
    public async Task Reports_that_arrive_during_a_request_go_into_the_next_one()
    {
        var broadcasting = new Broadcasting();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        broadcasting.Server.Answer = async (received, _) =>
        {
            await gate.Task;
            return broadcasting.Accept(received);
        };
        var pending = new List<Task<BroadcastAck>> { broadcasting.ReportAsync("first") };
        broadcasting.Pass(20);
        await broadcasting.Server.NextAsync();
        pending.AddRange(Enumerable.Range(0, 1_200).Select(i => broadcasting.ReportAsync($"{i}")));
        broadcasting.Pass(1_000);
        Assert.Single(broadcasting.Server.Received);
        gate.SetResult();
        await Task.WhenAll(pending);
        Assert.Equal([1, 1_000, 200], broadcasting.Server.Received.Select(received => received.Reports.Length));
        Assert.Equal(Enumerable.Range(0, 1_200).Select(i => $"{i}"), broadcasting.Server.Received.Skip(1).SelectMany(received => received.Messages));
    }

    [Fact]
    public async Task A_body_stays_under_1_MiB()
    {
        var broadcasting = new Broadcasting();
        var data = new JsonObject { ["text"] = new string('x', 30_000) };
        var pending = Enumerable.Range(0, 100)
            .Select(i => broadcasting.Agent.BroadcastAgentProgressAsync("a1", "Agent", "crawler", $"{i}", data)).ToArray();
        await Task.WhenAll(pending);
        Assert.All(broadcasting.Server.Received, received => Assert.InRange(received.Body.Length, 1, 1024 * 1024));
        Assert.Equal(4, broadcasting.Server.Received.Count);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), broadcasting.Server.Received.SelectMany(received => received.Messages));
    }

    [Fact]
    public async Task A_full_queue_refuses_reports_until_there_is_room_again()
    {
        var broadcasting = new Broadcasting(options => options.MaxQueuedReports = 3);
        var pending = Enumerable.Range(0, 4).Select(i => broadcasting.ReportAsync($"{i}")).ToArray();
        Assert.True(pending[3].IsFaulted);
        broadcasting.Pass(20);
        Assert.Equal(["Accepted", "Accepted", "Accepted", "queue_full"], await Fakes.Waiting.OutcomesAsync(pending));
        var later = broadcasting.ReportAsync("later");
        broadcasting.Pass(20);
        Assert.Equal("Accepted", await Fakes.Waiting.OutcomeAsync(later));
    }

    [Fact]
    public async Task A_queue_that_is_full_by_bytes_refuses_reports()
    {
        var broadcasting = new Broadcasting(options => options.MaxQueuedBytes = 1024 * 1024);
        var half = new string('x', 600_000);
        var pending = new[] { broadcasting.ReportAsync(half), broadcasting.ReportAsync(half) };
        broadcasting.Pass(20);
        Assert.Equal(["Accepted", "queue_full"], await Fakes.Waiting.OutcomesAsync(pending));
    }

    [Fact]
    public async Task Flush_sends_at_once_and_waits_for_all_without_failing()
    {
        var broadcasting = new Broadcasting();
        broadcasting.Server.Answer = (received, _) => Task.FromResult(
            received.Messages.Contains("bad") ? Fakes.FakeServer.Problem("malformed_json", 400) : broadcasting.Accept(received));
        var pending = new[] { broadcasting.ReportAsync("good"), broadcasting.ReportAsync("bad") };
        await broadcasting.Agent.FlushAsync();
        Assert.True(pending[0].IsCompletedSuccessfully);
        Assert.True(pending[1].IsFaulted);
        await broadcasting.Agent.FlushAsync();
    }

    [Fact]
    public async Task Disposing_sends_pending_reports_and_accepts_no_more()
    {
        var broadcasting = new Broadcasting();
        var pending = broadcasting.ReportAsync("one");
        await broadcasting.Agent.DisposeAsync();
        Assert.True(pending.IsCompletedSuccessfully);
        Assert.Equal("disposed", await Fakes.Waiting.OutcomeAsync(broadcasting.ReportAsync("two")));
        await broadcasting.Agent.DisposeAsync();
    }

    [Fact]
    public async Task Calls_from_many_threads_lose_nothing()
    {
        var broadcasting = new Broadcasting(options => options.BatchDelay = TimeSpan.Zero);
        var acks = await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(() =>
            Task.WhenAll(Enumerable.Range(0, 200).Select(i => broadcasting.ReportAsync($"{caller}-{i}"))))));
        Assert.Equal(1_600, acks.Sum(each => each.Length));
        Assert.Equal(1_600, broadcasting.Recorded.Count);
        foreach (var caller in broadcasting.Server.Received.SelectMany(received => received.Messages).GroupBy(message => message[0]))
            Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{caller.Key}-{i}"), caller);
    }
}
