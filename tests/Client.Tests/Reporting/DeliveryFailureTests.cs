using System.Net;
using Streams.Client.Tests.Fakes;

namespace Streams.Client.Tests.Reporting;

public sealed class DeliveryFailureTests
{
    [Fact]
    public async Task A_report_is_repeated_under_its_id_until_it_is_acknowledged()
    {
        var harness = new BroadcasterHarness(options => options.ReportDeadline = TimeSpan.FromHours(1));
        harness.Server.Answer = (received, cancellation) =>
        {
            switch (received.Number)
            {
                case 1:
                    harness.Accept(received).Dispose();
                    throw new HttpRequestException("cut before the answer");
                case 2:
                    return BroadcasterHarness.Never(cancellation);
                case 3:
                    return Task.FromResult(new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<h1>Bad gateway</h1>") });
                case 4:
                    return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<h1>Log in</h1>") });
                case 5:
                    throw new InvalidOperationException("a handler of the application");
                default:
                    return Task.FromResult(harness.Accept(received));
            }
        };
        var pending = harness.ReportAsync("one", id: "mine");
        Assert.Equal("Duplicate", (await harness.Time.UntilAsync(pending)).Outcome.ToString());
        Assert.Equal(6, harness.Server.Received.Count);
        Assert.All(harness.Server.Received, received => Assert.Equal(["mine"], received.ReportIds));
        Assert.Single(harness.Recorded);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("Sun, 22 Nov 2026 12:00:07 GMT")]
    public async Task A_retry_waits_as_long_as_the_server_asks(string retryAfter)
    {
        var harness = new BroadcasterHarness(options => options.ReportDeadline = TimeSpan.FromHours(1), () => 0);
        harness.Server.Answer = (received, _) => Task.FromResult(
            received.Number == 1 ? FakeServer.Problem("unavailable", 503, retryable: true, retryAfter) : harness.Accept(received));
        var pending = harness.ReportAsync("one");
        await harness.Time.UntilAsync(pending);
        var times = harness.Server.Received.Select(received => received.At).ToArray();
        Assert.True(times[1] >= times[0].AddSeconds(6.9), $"{times[0]:O} {times[1]:O}");
    }

    [Fact]
    public void Delays_grow_with_jitter_up_to_the_bound()
    {
        var (half, delays) = (new Backoff(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(15), () => 0.5), new List<double>());
        for (var i = 0; i < 8; i++)
            delays.Add(half.Next().TotalSeconds);
        Assert.Equal([0.25, 0.5, 1, 2, 4, 7.5, 7.5, 7.5], delays);
        half.Reset();
        Assert.Equal(0.25, half.Next().TotalSeconds);
    }

    [Fact]
    public async Task A_report_fails_at_its_deadline_and_does_not_delay_later_ones()
    {
        var harness = new BroadcasterHarness(options => options.ReportDeadline = TimeSpan.FromSeconds(1));
        harness.Server.Answer = (_, cancellation) => BroadcasterHarness.Never(cancellation);
        var pending = harness.ReportAsync("one");
        harness.Pass(20);
        await harness.Server.NextAsync();
        harness.Pass(979);
        Assert.False(pending.IsCompleted);
        harness.Pass(1);
        var failure = await Assert.ThrowsAsync<BroadcastException>(() => pending);
        Assert.Equal("deadline_exceeded", failure.Code);
        Assert.True(failure.Retryable);
        harness.Server.Answer = (received, _) => Task.FromResult(harness.Accept(received));
        var later = harness.ReportAsync("two");
        harness.Pass(20);
        Assert.Equal("Accepted", await later.OutcomeAsync());
        Assert.Equal(["two"], harness.Server.Received[^1].Messages);
    }

    [Fact]
    public async Task A_report_behind_others_has_the_same_deadline_of_60_s()
    {
        var harness = new BroadcasterHarness();
        harness.Server.Answer = (_, _) => throw new HttpRequestException("refused");
        var pending = Enumerable.Range(0, 300).Select(i => harness.ReportAsync($"{i}")).ToArray();
        harness.Pass(59_999);
        Assert.DoesNotContain(pending, report => report.IsCompleted);
        harness.Pass(1);
        Assert.All(pending, report => Assert.True(report.IsFaulted));
        Assert.All(await pending.OutcomesAsync(), outcome => Assert.Equal("deadline_exceeded", outcome));
    }

    [Fact]
    public async Task Cancelling_one_report_does_not_stop_the_others()
    {
        var harness = new BroadcasterHarness();
        harness.Server.Answer = (received, _) => Task.FromResult(
            received.Number == 1 ? FakeServer.Problem("unavailable", 503, retryable: true, "1") : harness.Accept(received));
        using var token = new CancellationTokenSource();
        var pending = new[] { harness.ReportAsync("one", cancellation: token.Token), harness.ReportAsync("two") };
        harness.Pass(20);
        await harness.Server.NextAsync();
        await token.CancelAsync();
        await harness.Time.UntilAsync(pending[1]);
        Assert.Equal(["cancelled", "Accepted"], await pending.OutcomesAsync());
        Assert.Equal(["two"], harness.Server.Received[^1].Messages);
        Assert.Equal("cancelled", await harness.ReportAsync("three", cancellation: token.Token).OutcomeAsync());
    }

    [Fact]
    public async Task A_request_is_cancelled_once_all_its_reports_are_settled()
    {
        var harness = new BroadcasterHarness();
        var givenUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        harness.Server.Answer = (_, cancellation) =>
        {
            cancellation.Register(givenUp.SetResult);
            return BroadcasterHarness.Never(cancellation);
        };
        using var token = new CancellationTokenSource();
        var pending = harness.ReportAsync("one", cancellation: token.Token);
        harness.Pass(20);
        await harness.Server.NextAsync();
        await token.CancelAsync();
        await givenUp.Task.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(pending.IsCanceled);
    }

    [Fact]
    public async Task Reports_that_the_server_refuses_fail_alone_and_the_rest_is_sent_again_in_order()
    {
        var harness = new BroadcasterHarness();
        harness.Server.Answer = (received, _) =>
        {
            var faults = received.Messages.Index().Where(report => report.Item == "").Select(report => $"\"reports[{report.Index}].message\":[\"is required\"]").ToArray();
            return Task.FromResult(faults.Length > 0
                ? FakeServer.Problem("validation_failed", 422, errors: $"{{{string.Join(',', faults)}}}")
                : harness.Accept(received));
        };
        var pending = new[]
        {
            harness.ReportAsync("one"), harness.ReportAsync("", id: "bad"), harness.ReportAsync("three"), harness.ReportAsync(""),
        };
        harness.Pass(20);
        Assert.Equal(["Accepted", "validation_failed", "Accepted", "validation_failed"], await pending.OutcomesAsync());
        var failure = await Assert.ThrowsAsync<BroadcastException>(() => pending[1]);
        Assert.Equal(("bad", 422, false, "'message' is required."), (failure.ReportId, failure.Status, failure.Retryable, failure.Message));
        Assert.Equal(["is required"], failure.Errors["message"]);
        Assert.Equal([["one", "", "three", ""], ["one", "three"]], harness.Server.Received.Select(received => received.Messages));
    }

    [Fact]
    public async Task A_refused_report_is_found_by_bisection_if_the_server_does_not_name_it()
    {
        var harness = new BroadcasterHarness();
        harness.Server.Answer = (received, _) => Task.FromResult(
            received.Messages.Contains("bad") ? FakeServer.Problem("malformed_json", 400) : harness.Accept(received));
        var pending = new[] { "0", "1", "2", "bad", "4", "5", "6" }.Select(message => harness.ReportAsync(message)).ToArray();
        harness.Pass(20);
        var expected = Enumerable.Repeat("Accepted", 7).ToArray();
        expected[3] = "malformed_json";
        Assert.Equal(expected, await pending.OutcomesAsync());
    }

    [Fact]
    public async Task All_reports_fail_at_once_if_the_stream_does_not_exist()
    {
        var harness = new BroadcasterHarness();
        harness.Server.Answer = (_, _) => Task.FromResult(FakeServer.Problem("stream_not_found", 404));
        var pending = new[] { harness.ReportAsync("one"), harness.ReportAsync("two") };
        harness.Pass(20);
        Assert.Equal(["stream_not_found", "stream_not_found"], await pending.OutcomesAsync());
        Assert.Single(harness.Server.Received);
    }
}
