using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;
using Streams.Contract;

namespace Streams.Relay.Tests;

public class HubTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Channel<JsonElement> Frames(HubConnection hub)
    {
        var frames = Channel.CreateUnbounded<JsonElement>();
        hub.On<JsonElement>("frame", frame => frames.Writer.TryWrite(frame));
        return frames;
    }

    private static string Shape(JsonElement value) => string.Join(",", value.EnumerateObject().Select(property => property.Name));

    [Fact]
    public async Task Watch_returns_a_snapshot_and_frames_follow()
    {
        await using var server = await LiveServer.StartAsync();
        var log = server.Source.Create(activities: 2);
        await using var hub = await server.ConnectAsync();
        var frames = Frames(hub);
        var reply = await hub.InvokeAsync<JsonElement>("Watch", "s1", null, Cancellation);
        Assert.Equal("mode,snapshot", Shape(reply));
        Assert.Equal("snapshot", reply.GetProperty("mode").GetString());
        Assert.Equal("stream,progress,activities,milestones,active_agents,position", Shape(reply.GetProperty("snapshot")));
        server.Relay.OnNews([log.Append(EventName.AgentActivity)]);
        var frame = await frames.Reader.ReadAsync(Cancellation);
        Assert.Equal("stream_id,epoch,from,to,events", Shape(frame));
        Assert.Equal((2, 3), (frame.GetProperty("from").GetInt64(), frame.GetProperty("to").GetInt64()));
        Assert.Equal("seq,event,payload,at", Shape(frame.GetProperty("events")[0]));
        Assert.Equal("agent-activity", frame.GetProperty("events")[0].GetProperty("event").GetString());
    }

    [Fact]
    public async Task A_client_that_keeps_early_frames_for_the_reply_misses_none()
    {
        await using var server = await LiveServer.StartAsync(options => (options.RingEvents, options.PageSize) = (10, 5));
        server.Source.Create(activities: 100);
        using var wire = await HubWire.ConnectAsync(server.Http.BaseAddress!);
        await wire.CallAsync("Watch", """["s1",{"epoch":"e1","seq":42}]""");
        long? position = null;
        var frames = new Queue<JsonElement>();
        while (position is null or < 100)
        {
            var next = await wire.NextAsync();
            switch (next.GetProperty("type").GetInt32())
            {
                case 1:
                    frames.Enqueue(next.GetProperty("arguments")[0]);
                    break;
                case 3:
                    Assert.Equal("mode,frame", Shape(next.GetProperty("result")));
                    position = next.GetProperty("result").GetProperty("frame").GetProperty("to").GetInt64();
                    Assert.Equal(47, position);
                    break;
            }

            while (position is not null && frames.TryDequeue(out var frame))
            {
                Assert.Equal(position, frame.GetProperty("from").GetInt64());
                position = frame.GetProperty("to").GetInt64();
            }
        }
    }

    [Theory]
    [InlineData("no/id", null)]
    [InlineData(5, null)]
    [InlineData(null, null)]
    [InlineData("s1", "first")]
    [InlineData("s1", -1)]
    public async Task Invalid_arguments_are_refused_and_the_connection_stays_open(object? id, object? position)
    {
        await using var server = await LiveServer.StartAsync();
        server.Source.Create();
        await using var hub = await server.ConnectAsync();
        var reply = await hub.InvokeAsync<JsonElement>("Watch", id, position, Cancellation);
        Assert.Equal("refused", reply.GetProperty("mode").GetString());
        var problem = reply.GetProperty("problem");
        Assert.Equal("type,title,status,detail,code,retryable,errors", Shape(problem));
        Assert.Equal("validation_failed", problem.GetProperty("code").GetString());
        Assert.Equal("urn:streams:problem:validation_failed", problem.GetProperty("type").GetString());
        Assert.Equal(HubConnectionState.Connected, hub.State);
    }

    [Theory]
    [InlineData("""["\ud800",null]""")]
    [InlineData("""["s1",{"\ud800":"e1","seq":1}]""")]
    [InlineData("""["s1",{"epoch":"e1","seq":1,"seq":2}]""")]
    public async Task Arguments_that_are_invalid_Unicode_or_ambiguous_are_refused(string arguments)
    {
        await using var server = await LiveServer.StartAsync();
        server.Source.Create();
        using var wire = await HubWire.ConnectAsync(server.Http.BaseAddress!);
        var reply = await wire.ReplyAsync("Watch", Encoding.UTF8.GetBytes(arguments));
        Assert.Equal("refused", reply.GetProperty("result").GetProperty("mode").GetString());
        Assert.Equal("validation_failed", reply.GetProperty("result").GetProperty("problem").GetProperty("code").GetString());
        Assert.False((await wire.ReplyAsync("Unwatch", """["\ud800"]"""u8.ToArray())).TryGetProperty("error", out _));
        var ack = await wire.ReplyAsync("Report", """["\ud800",[]]"""u8.ToArray());
        Assert.Equal("validation_failed", ack.GetProperty("result").GetProperty("problem").GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_unknown_stream_is_refused()
    {
        await using var server = await LiveServer.StartAsync();
        await using var hub = await server.ConnectAsync();
        var reply = await hub.InvokeAsync<JsonElement>("Watch", "none", null, Cancellation);
        Assert.Equal("type,title,status,detail,code,retryable", Shape(reply.GetProperty("problem")));
        Assert.Equal(404, reply.GetProperty("problem").GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Unwatch_ends_the_frames_and_a_closed_connection_releases_its_watches()
    {
        await using var server = await LiveServer.StartAsync();
        var (one, two) = (server.Source.Create("s1"), server.Source.Create("s2"));
        await using var hub = await server.ConnectAsync();
        var frames = Frames(hub);
        await hub.InvokeAsync<JsonElement>("Watch", "s1", null, Cancellation);
        await hub.InvokeAsync<JsonElement>("Watch", "s2", null, Cancellation);
        await hub.InvokeAsync("Unwatch", "s1", Cancellation);
        server.Relay.OnNews([one.Append(EventName.Milestone), two.Append(EventName.Milestone)]);
        Assert.Equal("s2", (await frames.Reader.ReadAsync(Cancellation)).GetProperty("stream_id").GetString());
        await hub.StopAsync(Cancellation);
        await Signal.DriveAsync(server.Time, () => server.Relay.Count == 0);
        Assert.Equal(2, server.Source.Unwatches);
    }

    [Fact]
    public async Task Viewers_of_a_deleted_stream_get_unwatched()
    {
        await using var server = await LiveServer.StartAsync();
        server.Source.Create();
        await using var hub = await server.ConnectAsync();
        var told = new TaskCompletionSource<(string, string)>();
        hub.On<string, string>("unwatched", (id, reason) => told.TrySetResult((id, reason)));
        await hub.InvokeAsync<JsonElement>("Watch", "s1", null, Cancellation);
        server.Relay.OnNews([new("s1", "e1", [], true)]);
        Assert.Equal(("s1", "deleted"), await told.Task.WaitAsync(Cancellation));
    }

    [Fact]
    public async Task Report_returns_an_acknowledgement_or_a_problem_and_never_an_exception()
    {
        await using var server = await LiveServer.StartAsync();
        await using var hub = await server.ConnectAsync();
        var ack = await hub.InvokeAsync<JsonElement>("Report", "s1", new object[] { Report("r1") }, Cancellation);
        Assert.Equal("""{"accepted":1,"duplicates":0,"position":{"epoch":"e1","seq":7}}""", ack.GetRawText());
        var wrong = await hub.InvokeAsync<JsonElement>("Report", "s1", "text", Cancellation);
        Assert.Equal("validation_failed", wrong.GetProperty("problem").GetProperty("code").GetString());
        var failed = await hub.InvokeAsync<JsonElement>("Report", "s1", new object[] { Report("bug") }, Cancellation);
        Assert.Equal("unavailable", failed.GetProperty("problem").GetProperty("code").GetString());
        Assert.DoesNotContain("secret", failed.GetRawText());
        var badId = await hub.InvokeAsync<JsonElement>("Report", 7, Array.Empty<object>(), Cancellation);
        Assert.Equal("validation_failed", badId.GetProperty("problem").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_report_of_almost_a_mebibyte_fits()
    {
        await using var server = await LiveServer.StartAsync();
        await using var hub = await server.ConnectAsync();
        var reports = Enumerable.Range(0, 130).Select(_ => new { kind = "milestone", type = "t", title = "T", description = "", data = new { text = new string('x', 7_900) } }).ToArray();
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(reports).Length, 1_000_000, 1_048_000);
        var ack = await hub.InvokeAsync<JsonElement>("Report", "s1", reports, Cancellation);
        Assert.Equal(130, ack.GetProperty("accepted").GetInt32());
    }

    private static object Report(string id) => new { kind = "progress", report_id = id, completed = 1, total = 2 };
}
