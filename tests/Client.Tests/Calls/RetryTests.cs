using System.Net;
using Streams.Client.Tests.Fakes;
using Streams.Client.Tests.Watching;

namespace Streams.Client.Tests.Calls;

public sealed class RetryTests
{
    private static HttpResponseMessage Stream => FakeServer.Json($$"""{"stream":{{WatchHarness.StreamJson}} }""");

    private static HttpResponseMessage Created => FakeServer.Json($$"""{"stream":{{WatchHarness.StreamJson}},"assigned_agents":[]}""", HttpStatusCode.Created);

    private static HttpResponseMessage Unavailable => FakeServer.Problem("unavailable", 503, retryable: true, "1");

    [Fact]
    public async Task A_call_that_is_safe_to_repeat_is_repeated()
    {
        using var harness = new ClientHarness();
        harness.Answers(null, Unavailable, new(HttpStatusCode.BadGateway), Stream);
        Assert.Equal("S", (await harness.Time.UntilAsync(harness.Client.GetStreamAsync("s1"))).Name);
        var times = harness.Server.Received.Select(received => received.At).ToArray();
        Assert.True(times[2] >= times[1].AddSeconds(1), "the server asked for a second");
    }

    [Fact]
    public async Task A_refused_call_is_not_repeated()
    {
        using var harness = new ClientHarness();
        harness.Answers(FakeServer.Problem("stream_not_found", 404));
        var failure = await Assert.ThrowsAsync<StreamsException>(() => harness.Client.GetStreamAsync("s1"));
        Assert.Equal(("stream_not_found", 404, false, "D."), (failure.Code, failure.Status, failure.Retryable, failure.Detail));
        Assert.Single(harness.Server.Received);
    }

    [Fact]
    public async Task The_number_of_attempts_is_limited()
    {
        using var harness = new ClientHarness(options => options.MaxRetries = 2);
        harness.Server.Answer = (_, _) => Task.FromResult(Unavailable);
        var call = harness.Client.GetStreamAsync("s1");
        await harness.Time.UntilAsync(Assert.ThrowsAsync<StreamsException>(() => call));
        Assert.Equal("unavailable", (await Assert.ThrowsAsync<StreamsException>(() => call)).Code);
        Assert.Equal(3, harness.Server.Received.Count);
    }

    [Fact]
    public async Task A_goal_is_created_again_with_the_same_key_if_the_outcome_is_unknown()
    {
        foreach (var key in (string?[])[null, "mine"])
        {
            using var harness = new ClientHarness();
            harness.Answers(null, Unavailable, new(HttpStatusCode.BadGateway), Created);
            Assert.Equal("s1", (await harness.Time.UntilAsync(harness.Client.CreateGoalAsync(new("Fifty"), key))).Stream.Id);
            Assert.Equal(4, harness.Server.Received.Count);
            Assert.All(harness.Server.Received, received => Assert.Equal("""{"name":"Fifty"}""", received.Body));
            var used = Assert.Single(harness.Server.Received.Select(received => received.IdempotencyKey).Distinct());
            Assert.Equal(key ?? used, used);
            Assert.Matches("^[A-Za-z0-9]{1,64}$", used);
        }
    }

    [Fact]
    public async Task Each_call_creates_a_goal_with_its_own_key()
    {
        using var harness = new ClientHarness();
        harness.Answers(Created, Created);
        await harness.Client.CreateGoalAsync(new("Fifty"));
        await harness.Client.CreateGoalAsync(new("Fifty"));
        Assert.Equal(2, harness.Server.Received.Select(received => received.IdempotencyKey).Distinct().Count());
    }

    [Fact]
    public async Task An_agent_is_not_assigned_again_if_the_outcome_is_unknown()
    {
        foreach (var answer in (HttpResponseMessage?[])[null, Unavailable, new(HttpStatusCode.BadGateway)])
        {
            using var harness = new ClientHarness();
            harness.Answers(answer);
            var failure = await Assert.ThrowsAsync<StreamsException>(() => harness.Client.AssignAgentAsync("s1", new("crawler")));
            Assert.True(failure.Retryable);
            Assert.Single(harness.Server.Received);
        }
    }

    [Fact]
    public async Task An_agent_is_assigned_again_if_it_certainly_was_not_assigned()
    {
        using var harness = new ClientHarness();
        harness.Server.Answer = (received, _) => received.Number switch
        {
            1 => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"),
            2 => Task.FromResult(FakeServer.Problem("rate_limited", 429, retryable: true, "1")),
            _ => Task.FromResult(FakeServer.Json(
                """{"agent":{"agent_id":"a1","stream_id":"s1","agent_type":"crawler","agent_name":"Crawler","config":{},"status":"idle","executions":[]}}""", HttpStatusCode.Created)),
        };
        await harness.Time.UntilAsync(harness.Client.AssignAgentAsync("s1", new("crawler")));
        Assert.Equal(3, harness.Server.Received.Count);
        Assert.All(harness.Server.Received, received => Assert.Equal("""{"agent_type":"crawler"}""", received.Body));
    }

    [Fact]
    public async Task A_deletion_whose_reply_was_lost_succeeds()
    {
        using var harness = new ClientHarness();
        harness.Answers(null, FakeServer.Problem("stream_not_found", 404));
        await harness.Time.UntilAsync(harness.Client.DeleteStreamAsync("s1"));
        using var other = new ClientHarness();
        other.Answers(FakeServer.Problem("stream_not_found", 404));
        await Assert.ThrowsAsync<StreamsException>(() => other.Client.DeleteStreamAsync("s1"));
    }

    [Fact]
    public async Task A_call_to_an_unresponsive_server_is_repeated_until_its_timeout()
    {
        using var harness = new ClientHarness();
        harness.Server.Answer = (_, cancellation) => Reporting.BroadcasterHarness.Never(cancellation);
        var start = harness.Time.GetUtcNow();
        var call = harness.Client.GetStreamAsync("s1");
        var failure = Assert.ThrowsAsync<StreamsException>(() => call);
        await harness.Time.UntilAsync(failure);
        Assert.Equal(("unreachable", true), ((await failure).Code, (await failure).Retryable));
        Assert.True(harness.Time.GetUtcNow() >= start.AddSeconds(60));
        Assert.InRange(harness.Server.Received.Count, 2, 5);
    }

    [Fact]
    public async Task The_token_of_the_caller_cancels_a_call()
    {
        using var harness = new ClientHarness();
        harness.Server.Answer = (_, cancellation) => Reporting.BroadcasterHarness.Never(cancellation);
        using var token = new CancellationTokenSource();
        var call = harness.Client.GetStreamAsync("s1", token.Token);
        await harness.Server.NextAsync();
        await token.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task The_pipeline_does_not_repeat_reports()
    {
        using var harness = new ClientHarness();
        harness.Server.Answer = (_, _) => Task.FromResult(FakeServer.Problem("unavailable", 503, retryable: true, "3600"));
        var agent = harness.Client.CreateBroadcaster("s1");
        var pending = agent.BroadcastProgressAsync(1, 2);
        harness.Time.Advance(TimeSpan.FromMilliseconds(20));
        await harness.Server.NextAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(harness.Server.Received);
        Assert.False(pending.IsCompleted);
        await harness.Time.UntilAsync(agent.DisposeAsync().AsTask());
        Assert.Equal("deadline_exceeded", await pending.OutcomeAsync());
    }
}
