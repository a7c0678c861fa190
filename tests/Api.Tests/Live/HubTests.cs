using System.Net;
using System.Text.Json;
using Streams.Api.Tests.Hosting;

namespace Streams.Api.Tests.Live;

/// <summary>Reports over the hub, and the end of a watch, with the whole product.</summary>
public sealed class HubTests(SharedHost shared)
{
    private readonly TestHost _host = shared.Host;

    [Theory]
    [InlineData(HubProtocol.Json)]
    [InlineData(HubProtocol.MessagePack)]
    public async Task A_report_over_the_hub_is_acknowledged_once_and_seen(HubProtocol protocol)
    {
        var id = await _host.Http.CreateStreamAsync();
        await using var viewer = await HubViewer.ConnectAsync(_host, id, protocol);
        await viewer.WatchAsync();
        var report = new { kind = "progress", report_id = "r1", completed = 10, total = 50 };
        var ack = await viewer.ReportAsync(report);
        var again = await viewer.ReportAsync(report);
        Assert.Equal((1, 0), (ack.GetProperty("accepted").GetInt32(), ack.GetProperty("duplicates").GetInt32()));
        Assert.Equal((0, 1), (again.GetProperty("accepted").GetInt32(), again.GetProperty("duplicates").GetInt32()));
        await viewer.UntilAsync(ack.GetProperty("position").GetProperty("seq").GetInt64());
        var progress = JsonElement.Parse(Assert.Single(viewer.Events, seen => seen.Event == "progress-update").Payload);
        Assert.Equal((10, 20), (progress.GetProperty("completed").GetInt32(), progress.GetProperty("percentage").GetInt32()));
    }

    [Theory]
    [InlineData(HubProtocol.Json)]
    [InlineData(HubProtocol.MessagePack)]
    public async Task An_invalid_report_gets_the_same_problem_over_the_hub_and_http(HubProtocol protocol)
    {
        var id = await _host.Http.CreateStreamAsync();
        await using var viewer = await HubViewer.ConnectAsync(_host, id, protocol);
        var problem = (await viewer.ReportAsync(new { kind = "progress", completed = -1, total = 50 })).GetProperty("problem");
        using var body = new StringContent("""{"reports":[{"kind":"progress","completed":-1,"total":50}]}""", mediaType: new("application/json"));
        using var response = await _host.Http.PostAsync(new Uri($"/api/streams/{id}/reports", UriKind.Relative), body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var byHttp = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(JsonElement.DeepEquals(byHttp, problem), $"{byHttp}\n{problem}");
    }

    [Theory]
    [InlineData(HubProtocol.Json)]
    [InlineData(HubProtocol.MessagePack)]
    public async Task Viewers_learn_that_their_stream_was_deleted(HubProtocol protocol)
    {
        var id = await _host.Http.CreateStreamAsync();
        await using var viewer = await HubViewer.ConnectAsync(_host, id, protocol);
        await viewer.WatchAsync();
        await _host.Http.SendJsonAsync("DELETE", $"/api/streams/{id}");
        Assert.Equal("deleted", await viewer.UntilUnwatchedAsync());
        Assert.Equal("stream_not_found", (await viewer.WatchAsync()).GetProperty("problem").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(HubProtocol.Json)]
    [InlineData(HubProtocol.MessagePack)]
    public async Task A_viewer_that_returns_gets_the_events_it_missed(HubProtocol protocol)
    {
        var id = await _host.Http.CreateStreamAsync();
        await using var viewer = await HubViewer.ConnectAsync(_host, id, protocol);
        var snapshot = (await viewer.WatchAsync()).GetProperty("snapshot");
        var ack = await viewer.ReportAsync(new { kind = "activity", agent_id = "a1", agent_name = "A", agent_type = "bot", activity_type = "started", message = "Ünïcode \n \ud83d\ude80 and \"quotes\"" });
        var seq = ack.GetProperty("position").GetProperty("seq").GetInt64();
        await viewer.UntilAsync(seq);
        await using var again = await HubViewer.ConnectAsync(_host, id, protocol);
        var position = new { epoch = snapshot.GetProperty("position").GetProperty("epoch").GetString(), seq = snapshot.GetProperty("position").GetProperty("seq").GetInt64() };
        Assert.Equal("replay", (await again.WatchAsync(position)).GetProperty("mode").GetString());
        Assert.Equal((seq, viewer.Events.Count), (again.Seq, again.Events.Count));
        Assert.Contains(again.Events, seen => JsonElement.Parse(seen.Payload) is var payload && payload.TryGetProperty("message", out var message)
            && message.GetString() == "Ünïcode \n \ud83d\ude80 and \"quotes\"");
    }

    [Fact]
    public async Task An_unknown_stream_is_refused_over_every_transport()
    {
        await using var viewer = await HubViewer.ConnectAsync(_host, "nope");
        var reply = await viewer.WatchAsync();
        Assert.Equal("refused", reply.GetProperty("mode").GetString());
        Assert.Equal(404, reply.GetProperty("problem").GetProperty("status").GetInt32());
        using var response = await _host.Http.GetAsync(new Uri("/api/streams/nope/events", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
    }
}
