using System.Net;
using System.Text.Json;
using Streams.Contract;

namespace Streams.Relay.Tests;

public class SseTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<(HttpResponseMessage Response, StreamReader Lines)> OpenAsync(LiveServer server, string id, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/streams/{id}/events");
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        return (response, new(await response.Content.ReadAsStreamAsync(Cancellation)));
    }

    private static async Task<string[]> MessageAsync(StreamReader lines)
    {
        var message = new List<string>();
        while (await lines.ReadLineAsync(Cancellation) is { Length: > 0 } line)
            message.Add(line);
        return [.. message];
    }

    [Fact]
    public async Task A_snapshot_arrives_first_then_every_event_as_a_message()
    {
        await using var server = await LiveServer.StartAsync();
        var log = server.Source.Create(activities: 3);
        var (response, lines) = await OpenAsync(server, "s1");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl!.NoCache);
        Assert.Equal("no", Assert.Single(response.Headers.GetValues("X-Accel-Buffering")));
        var snapshot = await MessageAsync(lines);
        Assert.Equal(["id: e1:3", "event: snapshot"], snapshot[..2]);
        Assert.Equal($"data: {JsonSerializer.Serialize(log.View, ContractJson.Default.Snapshot)}", Assert.Single(snapshot[2..]));
        var news = log.Append(EventName.AgentActivity);
        server.Relay.OnNews([news, log.Append(EventName.ProgressUpdate)]);
        Assert.Equal(["id: e1:4", "event: agent-activity", $"data: {news.Events[0].Payload}"], await MessageAsync(lines));
        Assert.Equal(["id: e1:5", "event: progress-update"], (await MessageAsync(lines))[..2]);
    }

    [Fact]
    public async Task After_a_last_event_id_the_later_events_arrive()
    {
        await using var server = await LiveServer.StartAsync();
        var log = server.Source.Create(activities: 6);
        var (_, lines) = await OpenAsync(server, "s1", "e1:4");
        Assert.Equal("id: e1:5", (await MessageAsync(lines))[0]);
        Assert.Equal("id: e1:6", (await MessageAsync(lines))[0]);
        server.Relay.OnNews([log.Append(EventName.Milestone)]);
        Assert.Equal(["id: e1:7", "event: milestone"], (await MessageAsync(lines))[..2]);
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("e0:2")]
    [InlineData("e1:-2")]
    public async Task An_unknown_last_event_id_gets_a_snapshot(string lastEventId)
    {
        await using var server = await LiveServer.StartAsync();
        server.Source.Create(activities: 6);
        var (_, lines) = await OpenAsync(server, "s1", lastEventId);
        Assert.Equal(["id: e1:6", "event: snapshot"], (await MessageAsync(lines))[..2]);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("no$id")]
    public async Task An_unknown_stream_is_a_problem(string id)
    {
        await using var server = await LiveServer.StartAsync();
        var (response, lines) = await OpenAsync(server, id);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        using var problem = JsonDocument.Parse(await lines.ReadToEndAsync(Cancellation));
        Assert.Equal("stream_not_found", problem.RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task After_a_deletion_the_client_gets_unwatched_and_the_response_ends()
    {
        await using var server = await LiveServer.StartAsync();
        server.Source.Create();
        var (_, lines) = await OpenAsync(server, "s1");
        await MessageAsync(lines);
        server.Relay.OnNews([new("s1", "e1", [], true)]);
        Assert.Equal(["id: e1:0", "event: unwatched", """data: {"stream_id":"s1","reason":"deleted"}"""], await MessageAsync(lines));
        Assert.Equal("", await lines.ReadToEndAsync(Cancellation));
    }

    [Fact]
    public async Task Another_epoch_brings_a_fresh_snapshot()
    {
        await using var server = await LiveServer.StartAsync();
        var log = server.Source.Create(activities: 6);
        var (_, lines) = await OpenAsync(server, "s1");
        await MessageAsync(lines);
        log.Reset("e2", 2);
        server.Relay.OnGap();
        Assert.Equal(["id: e2:2", "event: snapshot"], (await MessageAsync(lines))[..2]);
    }

    [Fact]
    public async Task A_comment_arrives_every_fifteen_seconds()
    {
        await using var server = await LiveServer.StartAsync();
        server.Source.Create();
        var (_, lines) = await OpenAsync(server, "s1");
        await MessageAsync(lines);
        var comment = MessageAsync(lines);
        await Signal.DriveAsync(server.Time, () => comment.IsCompleted);
        Assert.Equal([":"], await comment);
        Assert.True(server.Time.GetUtcNow() - FakeLog.Start >= TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task The_response_ends_when_the_host_stops()
    {
        await using var server = await LiveServer.StartAsync();
        server.Source.Create();
        var (_, lines) = await OpenAsync(server, "s1");
        await MessageAsync(lines);
        var stop = server.StopAsync();
        Assert.Equal("", await lines.ReadToEndAsync(Cancellation));
        await stop;
    }

    [Fact]
    public async Task A_client_that_disconnects_releases_its_watch()
    {
        await using var server = await LiveServer.StartAsync();
        server.Source.Create();
        var (response, lines) = await OpenAsync(server, "s1");
        await MessageAsync(lines);
        response.Dispose();
        await Signal.DriveAsync(server.Time, () => server.Relay.Count == 0);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_disconnected()
    {
        await using var server = await LiveServer.StartAsync();
        var log = server.Source.Create();
        log.Text = new('x', 100_000);
        var (_, lines) = await OpenAsync(server, "s1");
        await MessageAsync(lines);

        // Sends more than the socket buffers hold; the fake clock ends the write.
        await Signal.DriveAsync(server.Time, () =>
        {
            if (server.Relay.Count > 0)
                server.Relay.OnNews([log.Append(EventName.Milestone)]);
            return server.Relay.Count == 0;
        });
    }
}
