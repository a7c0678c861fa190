using System.Net;
using Streams.Client.Tests.Fakes;
using static Streams.Client.Tests.Watching.WatchHarness;

namespace Streams.Client.Tests.Watching;

public sealed class WatchTests
{
    [Fact]
    public async Task A_watch_starts_with_a_snapshot_and_continues_with_typed_events()
    {
        await using var watch = new WatchHarness();
        var first = watch.NextAsync();
        var server = await watch.OpenedAsync();
        Assert.Equal(("GET", "/api/streams/s1/events", null), (watch.Server.Received[0].Method, watch.Server.Received[0].Path, watch.Server.Received[0].LastEventId));
        const string item = """{"id":"i","stream_id":"s1","item_type":"company","key":"k","name":"Ada","stage":"scored","quality_score":4,"data":{"n":1},"created_at":"2026-11-22T12:00:00.000Z","updated_at":"2026-11-22T12:00:00.000Z","created_by":"external"}""";
        await server.WriteAsync(
            Snapshot("e", 1),
            Tick("e", 2),
            Message("e", 3, "agent-activity", """{"id":"x","stream_id":"s1","agent_id":"a","agent_name":"A","agent_type":"t","activity_type":"resting","message":"m","timestamp":"2026-11-22T12:00:00.000Z"}"""),
            Message("e", 4, "milestone", """{"id":"m","stream_id":"s1","type":"completion","title":"T","description":"D","timestamp":"2026-11-22T12:00:00.000Z"}"""),
            ":\n\n",
            Message("e", 5, "item-added", item),
            Message("e", 6, "item-updated", item),
            Message("e", 7, "stream-updated", StreamJson),
            Message("e", 8, "brand-new", """{"n":1}"""));
        Assert.Equal("S", Assert.IsType<SnapshotTaken>(await first).Snapshot.Stream.Name);
        Assert.Equal(2, Assert.IsType<ProgressUpdated>(await watch.NextAsync()).Progress.Percentage);
        Assert.Equal(UnknownTerms.ActivityType, Assert.IsType<AgentActed>(await watch.NextAsync()).Activity.ActivityType);
        Assert.Equal(MilestoneTypes.Completion, Assert.IsType<MilestoneReached>(await watch.NextAsync()).Milestone.Type);
        Assert.Equal(4, Assert.IsType<ItemAdded>(await watch.NextAsync()).Item.QualityScore);
        Assert.Equal(1, Assert.IsType<ItemUpdated>(await watch.NextAsync()).Item.Data.ToElement().GetProperty("n").GetInt32());
        Assert.Equal(GoalStatus.InProgress, Assert.IsType<StreamUpdated>(await watch.NextAsync()).Stream.GoalStatus);
        var last = Assert.IsType<OtherEvent>(await watch.NextAsync());
        Assert.Equal(("brand-new", new Position("e", 8)), (last.Name, last.Position));
    }

    [Fact]
    public async Task A_watch_continues_after_an_interruption_and_drops_repeated_messages()
    {
        await using var watch = new WatchHarness();
        var first = watch.NextAsync();
        var server = await watch.OpenedAsync();
        await server.WriteAsync(Snapshot("e", 5), Tick("e", 6));
        await first;
        await watch.NextAsync();
        await server.WriteAsync("id: e:7\nevent: progress-upd");
        await server.CompleteAsync(new IOException("reset"));
        var next = watch.NextAsync();
        server = await watch.ReopenedAsync();
        Assert.Equal("e:6", watch.Server.Received[1].LastEventId);
        await server.WriteAsync(Tick("e", 5), Tick("e", 6), Snapshot("e", 6), Tick("e", 7));
        Assert.Equal(new Position("e", 7), (await next).Position);
        await server.CompleteAsync();
        next = watch.NextAsync();
        await (await watch.ReopenedAsync()).WriteAsync(Tick("e", 8));
        Assert.Equal(new Position("e", 8), (await next).Position);
        Assert.Equal("e:7", watch.Server.Received[2].LastEventId);
    }

    [Fact]
    public async Task A_jump_in_the_sequence_is_not_a_gap()
    {
        await using var watch = new WatchHarness(new("e", 10));
        var first = watch.NextAsync();
        await (await watch.OpenedAsync()).WriteAsync(Tick("e", 14), Tick("e", 15));
        Assert.Equal(14, (await first).Position.Seq);
        Assert.Equal(15, (await watch.NextAsync()).Position.Seq);
        Assert.Equal("e:10", Assert.Single(watch.Server.Received).LastEventId);
    }

    [Fact]
    public async Task A_new_epoch_starts_with_a_snapshot()
    {
        await using var watch = new WatchHarness(new("old", 100));
        var first = watch.NextAsync();
        var server = await watch.OpenedAsync();
        await server.WriteAsync(Snapshot("new", 3), Tick("new", 4), Snapshot("newer", 1));
        Assert.Equal(new Position("new", 3), Assert.IsType<SnapshotTaken>(await first).Position);
        Assert.Equal(new Position("new", 4), (await watch.NextAsync()).Position);
        Assert.Equal(new Position("newer", 1), Assert.IsType<SnapshotTaken>(await watch.NextAsync()).Position);

        // No snapshot came with that epoch: the watch asks for one.
        await server.WriteAsync(Tick("newest", 9));
        var next = watch.NextAsync();
        server = await watch.ReopenedAsync();
        Assert.Null(watch.Server.Received[1].LastEventId);
        await server.WriteAsync(Snapshot("newest", 9));
        Assert.Equal(new Position("newest", 9), Assert.IsType<SnapshotTaken>(await next).Position);
    }

    [Fact]
    public async Task A_connection_that_is_silent_for_45_s_is_replaced_but_comments_keep_it_alive()
    {
        await using var watch = new WatchHarness();
        var first = watch.NextAsync();
        var server = await watch.OpenedAsync();
        await server.WriteAsync(Snapshot("e", 1));
        await first;
        var next = watch.NextAsync();
        for (var i = 2; i < 6; i++)
        {
            watch.Time.Advance(TimeSpan.FromSeconds(44));
            await server.WriteAsync(":\n\n", Tick("e", i));
            Assert.Equal(i, (await next).Position.Seq);
            next = watch.NextAsync();
        }

        watch.Time.Advance(TimeSpan.FromSeconds(44));
        Assert.Single(watch.Server.Received);
        server = await watch.ReopenedAsync();
        Assert.Equal("e:5", watch.Server.Received[1].LastEventId);
        await server.WriteAsync(Tick("e", 6));
        Assert.Equal(6, (await next).Position.Seq);
    }

    [Fact]
    public async Task A_slow_consumer_does_not_look_like_a_silent_server()
    {
        await using var watch = new WatchHarness();
        var first = watch.NextAsync();
        var server = await watch.OpenedAsync();
        await server.WriteAsync(Snapshot("e", 1));
        await first;
        watch.Time.Advance(TimeSpan.FromMinutes(10));
        var next = watch.NextAsync();
        await server.WriteAsync(Tick("e", 2));
        Assert.Equal(2, (await next).Position.Seq);
        Assert.Single(watch.Server.Received);
    }

    [Fact]
    public async Task A_request_without_a_reply_is_replaced_too()
    {
        await using var watch = new WatchHarness();
        var open = watch.Server.Answer;
        watch.Server.Answer = (_, cancellation) => Reporting.BroadcasterHarness.Never(cancellation);
        var first = watch.NextAsync();
        await watch.Server.NextAsync();
        watch.Server.Answer = open;
        var server = await watch.ReopenedAsync();
        await server.WriteAsync(Snapshot("e", 1));
        await first;
    }

    [Theory]
    [InlineData("stream_not_found", 404)]
    [InlineData("forbidden", 403)]
    [InlineData("conflict", 409)]
    public async Task A_refusal_ends_the_watch(string code, int status)
    {
        await using var watch = new WatchHarness();
        watch.Server.Answer = (_, _) => Task.FromResult(FakeServer.Problem(code, status));
        var failure = await Assert.ThrowsAsync<StreamsException>(watch.NextAsync);
        Assert.Equal((code, status), (failure.Code, failure.Status));
    }

    [Theory]
    [InlineData("deleted", "stream_not_found")]
    [InlineData("forbidden", "forbidden")]
    public async Task The_message_unwatched_ends_the_watch(string reason, string code)
    {
        await using var watch = new WatchHarness();
        var first = watch.NextAsync();
        var server = await watch.OpenedAsync();
        await server.WriteAsync(Snapshot("e", 1), Message("e", 1, "unwatched", $$"""{"stream_id":"s1","reason":"{{reason}}"}"""));
        await first;
        Assert.Equal(code, (await Assert.ThrowsAsync<StreamsException>(watch.NextAsync)).Code);
    }

    [Fact]
    public async Task A_watch_reconnects_if_the_server_is_busy_or_a_gateway_answers()
    {
        await using var watch = new WatchHarness();
        var open = watch.Server.Answer;
        watch.Server.Answer = (received, cancellation) => received.Number switch
        {
            1 => Task.FromResult(FakeServer.Problem("unavailable", 503, retryable: true, "20")),
            2 => Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("no such backend") }),
            3 => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<h1>Log in</h1>") }),
            4 => throw new HttpRequestException("refused"),
            _ => open(received, cancellation),
        };
        var first = watch.NextAsync();
        var server = await watch.ReopenedAsync();
        await server.WriteAsync(Snapshot("e", 1));
        await first;
        var times = watch.Server.Received.Select(received => received.At).ToArray();
        Assert.True(times[1] >= times[0].AddSeconds(20));
        Assert.Equal(5, times.Length);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_ends_the_watch_instead_of_repeating_forever()
    {
        await using var watch = new WatchHarness();
        var first = watch.NextAsync();
        await (await watch.OpenedAsync()).WriteAsync(Message("e", 1, "milestone", """{"title":"no id"}"""));
        var failure = await Assert.ThrowsAsync<StreamsException>(() => first);
        Assert.Equal(("unreachable", false), (failure.Code, failure.Retryable));
    }

    [Fact]
    public async Task An_endless_message_does_not_exhaust_memory()
    {
        await using var watch = new WatchHarness();
        var first = watch.NextAsync();
        var server = await watch.OpenedAsync();
        await server.WriteAsync("data: ");
        var piece = new string('x', 1024 * 1024);
        var pieces = 0;
        while (await server.WriteAsync(piece))
            Assert.InRange(++pieces, 1, 17);
        server = await watch.ReopenedAsync();
        await server.WriteAsync(Snapshot("e", 1));
        await first;
    }

    [Fact]
    public async Task The_token_ends_the_watch_and_leaving_it_closes_the_connection()
    {
        var watch = new WatchHarness();
        var first = watch.NextAsync();
        await (await watch.OpenedAsync()).WriteAsync(Snapshot("e", 1));
        await first;
        var next = watch.NextAsync();
        await watch.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await watch.DisposeAsync();

        // The response is disposed, and with it the reader.
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await watch.Last!.ReadAsync());
    }
}
