using System.Net;
using Streams.Client.Tests.Fakes;
using Streams.Client.Tests.Watching;

namespace Streams.Client.Tests.Calls;

public sealed class RetryTests
{
    private static HttpResponseMessage Stream => FakeServer.Json($$"""{"stream":{{WatchedServer.StreamJson}} }""");

    private static HttpResponseMessage Created => FakeServer.Json($$"""{"stream":{{WatchedServer.StreamJson}},"assigned_agents":[]}""", HttpStatusCode.Created);

    private static HttpResponseMessage Unavailable => FakeServer.Problem("unavailable", 503, retryable: true, "1");

    [Fact]
    public async Task What_can_be_done_twice_is_tried_again()
    {
        using var calling = new Calling();
        calling.Answers(null, Unavailable, new(HttpStatusCode.BadGateway), Stream);
        Assert.Equal("S", (await calling.Time.UntilAsync(calling.Client.GetStreamAsync("s1"))).Name);
        var times = calling.Server.Received.Select(received => received.At).ToArray();
        Assert.True(times[2] >= times[1].AddSeconds(1), "the server asked for a second");
    }

    [Fact]
    public async Task A_refusal_is_not_tried_again()
    {
        using var calling = new Calling();
        calling.Answers(FakeServer.Problem("stream_not_found", 404));
        var failure = await Assert.ThrowsAsync<StreamsException>(() => calling.Client.GetStreamAsync("s1"));
        Assert.Equal(("stream_not_found", 404, false, "D."), (failure.Code, failure.Status, failure.Retryable, failure.Detail));
        Assert.Single(calling.Server.Received);
    }

    [Fact]
    public async Task Tries_are_bounded()
    {
        using var calling = new Calling(options => options.MaxRetries = 2);
        calling.Server.Answer = (_, _) => Task.FromResult(Unavailable);
        var call = calling.Client.GetStreamAsync("s1");
        await calling.Time.UntilAsync(Assert.ThrowsAsync<StreamsException>(() => call));
        Assert.Equal("unavailable", (await Assert.ThrowsAsync<StreamsException>(() => call)).Code);
        Assert.Equal(3, calling.Server.Received.Count);
    }

    [Fact]
    public async Task A_goal_is_not_created_again_where_nobody_knows_whether_it_was()
    {
        foreach (var answer in (HttpResponseMessage?[])[null, Unavailable, new(HttpStatusCode.BadGateway)])
        {
            using var calling = new Calling();
            calling.Answers(answer);
            var failure = await Assert.ThrowsAsync<StreamsException>(() => calling.Client.CreateGoalAsync(new("Fifty")));
            Assert.True(failure.Retryable);
            Assert.Single(calling.Server.Received);
        }
    }

    [Fact]
    public async Task A_goal_is_created_in_the_end_where_it_surely_was_not()
    {
        using var calling = new Calling();
        calling.Server.Answer = (received, _) => received.Number switch
        {
            1 => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"),
            2 => Task.FromResult(FakeServer.Problem("rate_limited", 429, retryable: true, "1")),
            _ => Task.FromResult(Created),
        };
        await calling.Time.UntilAsync(calling.Client.CreateGoalAsync(new("Fifty")));
        Assert.Equal(3, calling.Server.Received.Count);
        Assert.All(calling.Server.Received, received => Assert.Equal("""{"name":"Fifty"}""", received.Body));
    }

    [Fact]
    public async Task A_stream_that_a_lost_answer_deleted_is_deleted()
    {
        using var calling = new Calling();
        calling.Answers(null, FakeServer.Problem("stream_not_found", 404));
        await calling.Time.UntilAsync(calling.Client.DeleteStreamAsync("s1"));
        using var other = new Calling();
        other.Answers(FakeServer.Problem("stream_not_found", 404));
        await Assert.ThrowsAsync<StreamsException>(() => other.Client.DeleteStreamAsync("s1"));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_asked_again_and_given_up_in_time()
    {
        using var calling = new Calling();
        calling.Server.Answer = (_, cancellation) => Reporting.Broadcasting.Never(cancellation);
        var start = calling.Time.GetUtcNow();
        var call = calling.Client.GetStreamAsync("s1");
        var failure = Assert.ThrowsAsync<StreamsException>(() => call);
        await calling.Time.UntilAsync(failure);
        Assert.Equal(("unreachable", true), ((await failure).Code, (await failure).Retryable));
        Assert.True(calling.Time.GetUtcNow() >= start.AddSeconds(60));
        Assert.InRange(calling.Server.Received.Count, 2, 5);
    }

    [Fact]
    public async Task The_callers_token_ends_a_call()
    {
        using var calling = new Calling();
        calling.Server.Answer = (_, cancellation) => Reporting.Broadcasting.Never(cancellation);
        using var token = new CancellationTokenSource();
        var call = calling.Client.GetStreamAsync("s1", token.Token);
        await calling.Server.NextAsync();
        await token.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Reports_and_watches_are_not_repeated_by_the_pipeline()
    {
        using var calling = new Calling();
        calling.Server.Answer = (_, _) => Task.FromResult(FakeServer.Problem("unavailable", 503, retryable: true, "3600"));
        var agent = calling.Client.CreateBroadcaster("s1");
        var told = agent.BroadcastProgressAsync(new(1, 2));
        calling.Time.Advance(TimeSpan.FromMilliseconds(20));
        await calling.Server.NextAsync();
        calling.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(calling.Server.Received);
        Assert.False(told.IsCompleted);
        await calling.Time.UntilAsync(agent.DisposeAsync().AsTask());
        Assert.Equal("deadline_exceeded", await told.OutcomeAsync());
    }
}
