using System.Text.Json;
using Streams.Api.Tests.Hosting;

namespace Streams.Api.Tests.Live;

/// <summary>A viewer with a position gets exactly the later events; a viewer without one, or with one of another epoch, gets a snapshot. With the whole product.</summary>
public sealed class PositionTests(SharedHost shared)
{
    private readonly TestHost _host = shared.Host;

    [Fact]
    public async Task Without_a_position_a_snapshot_arrives_and_then_the_later_events()
    {
        var id = await _host.Http.CreateStreamAsync();
        var before = await ReportActivityAsync(id, "before");
        await using var viewer = await HubViewer.ConnectAsync(_host, id);
        var reply = await viewer.WatchAsync();
        Assert.Equal("snapshot", reply.GetProperty("mode").GetString());
        Assert.Equal(before.GetRawText(), reply.GetProperty("snapshot").GetProperty("position").GetRawText());
        Assert.Equal("before", reply.GetProperty("snapshot").GetProperty("activities")[0].GetProperty("message").GetString());

        var after = await ReportActivityAsync(id, "after");
        await viewer.UntilAsync(Seq(after));
        Assert.Equal(["after"], Messages(viewer.Events));
    }

    [Fact]
    public async Task With_a_position_exactly_the_later_events_arrive_over_signalr_and_sse()
    {
        var id = await _host.Http.CreateStreamAsync();
        var position = await ReportActivityAsync(id, "before");
        foreach (var message in (string[])["one", "two", "three"])
            await ReportActivityAsync(id, message);
        await using var hub = await HubViewer.ConnectAsync(_host, id);
        var reply = await hub.WatchAsync(position);
        Assert.Equal("replay", reply.GetProperty("mode").GetString());
        Assert.Equal(Seq(position), reply.GetProperty("frame").GetProperty("from").GetInt64());
        await using var sse = await SseViewer.ConnectAsync(_host, id, $"{Epoch(position)}:{Seq(position)}");
        var last = Seq(await ReportActivityAsync(id, "four"));

        await hub.UntilAsync(last);
        var events = await sse.UntilAsync(last);
        Assert.Equal(["one", "two", "three", "four"], Messages(hub.Events));
        Assert.Equal(Range(Seq(position) + 1, last), hub.Events.Select(seen => seen.Seq));
        Assert.Equal(hub.Events, events);
    }

    [Theory]
    [InlineData("last_event_id")]
    [InlineData("lastEventId")]
    public async Task Over_sse_the_position_may_be_in_the_query_and_the_header_counts_first(string name)
    {
        var id = await _host.Http.CreateStreamAsync();
        var first = await ReportActivityAsync(id, "first");
        var second = await ReportActivityAsync(id, "second");
        var last = Seq(await ReportActivityAsync(id, "last"));
        var query = $"?{name}={Epoch(first)}:{Seq(first)}";
        await using var byQuery = await SseViewer.ConnectAsync(_host, id, query: query);
        await using var byHeader = await SseViewer.ConnectAsync(_host, id, $"{Epoch(second)}:{Seq(second)}", query);
        Assert.Equal(["second", "last"], Messages(await byQuery.UntilAsync(last)));
        Assert.Equal(["last"], Messages(await byHeader.UntilAsync(last)));
    }

    [Fact]
    public async Task A_position_in_another_stream_gets_a_snapshot()
    {
        var (id, other) = (await _host.Http.CreateStreamAsync(), await _host.Http.CreateStreamAsync());
        await ReportActivityAsync(id, "one");
        await ReportActivityAsync(id, "two");
        var position = await ReportActivityAsync(other, "elsewhere");
        await using var hub = await HubViewer.ConnectAsync(_host, id);
        Assert.Equal("snapshot", (await hub.WatchAsync(position)).GetProperty("mode").GetString());
        await using var sse = await SseViewer.ConnectAsync(_host, id, $"{Epoch(position)}:{Seq(position)}");
        Assert.Equal("snapshot", (await sse.NextAsync()).Event);
    }

    [Fact]
    public async Task At_the_head_nothing_is_replayed()
    {
        var id = await _host.Http.CreateStreamAsync();
        var position = await ReportActivityAsync(id, "all");
        await using var viewer = await HubViewer.ConnectAsync(_host, id);
        var frame = (await viewer.WatchAsync(position)).GetProperty("frame");
        Assert.Equal((Seq(position), Seq(position)), (frame.GetProperty("from").GetInt64(), frame.GetProperty("to").GetInt64()));
        Assert.Empty(frame.GetProperty("events").EnumerateArray());
    }

    [Theory]
    [InlineData("another", 0)]
    [InlineData(null, 1_000_000)]
    public async Task With_an_unknown_position_a_snapshot_arrives(string? epoch, long beyond)
    {
        var id = await _host.Http.CreateStreamAsync();
        var position = await ReportActivityAsync(id, "x");
        var wrong = new { epoch = epoch ?? Epoch(position), seq = Seq(position) + beyond };
        await using var hub = await HubViewer.ConnectAsync(_host, id);
        Assert.Equal("snapshot", (await hub.WatchAsync(wrong)).GetProperty("mode").GetString());
        await using var sse = await SseViewer.ConnectAsync(_host, id, $"{wrong.epoch}:{wrong.seq}");
        Assert.Equal("snapshot", (await sse.NextAsync()).Event);
    }

    [Fact]
    public async Task All_viewers_end_with_the_log_whenever_they_joined()
    {
        var id = await _host.Http.CreateStreamAsync();
        var start = await ReportActivityAsync(id, "start");
        var reporters = Enumerable.Range(0, 4).Select(reporter => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
                await ReportActivityAsync(id, $"{reporter}-{i}", $"agent-{reporter}");
        })).ToArray();
        var viewers = Enumerable.Range(0, 6).Select(async viewer =>
        {
            if (viewer % 2 == 0)
            {
                await using var sse = await SseViewer.ConnectAsync(_host, id, $"{Epoch(start)}:{Seq(start)}");
                return await sse.UntilAsync(Seq(start) + 200);
            }

            await using var hub = await HubViewer.ConnectAsync(_host, id);
            await hub.WatchAsync(start);
            await hub.UntilAsync(Seq(start) + 200);
            return hub.Events;
        }).ToArray();
        await Task.WhenAll(reporters);
        var seen = await Task.WhenAll(viewers);

        Assert.Equal(Range(Seq(start) + 1, Seq(start) + 200), seen[0].Select(one => one.Seq));
        Assert.All(seen, events => Assert.Equal(seen[0], events));
        Assert.All(Enumerable.Range(0, 4), reporter => Assert.Equal(
            Enumerable.Range(0, 50).Select(i => $"{reporter}-{i}"),
            Messages(seen[0]).Where(message => message.StartsWith($"{reporter}-", StringComparison.Ordinal))));
    }

    private async Task<JsonElement> ReportActivityAsync(string id, string message, string agent = "a") =>
        (await _host.Http.SendJsonAsync("POST", $"/api/streams/{id}/activities", $$"""
            {"agent_id":"{{agent}}","agent_name":"A","agent_type":"crawler","activity_type":"progress","message":"{{message}}"}
            """)).GetProperty("position");

    private static IEnumerable<string> Messages(IEnumerable<Seen> events) =>
        events.Where(seen => seen.Event == "agent-activity").Select(seen => JsonElement.Parse(seen.Payload).GetProperty("message").GetString()!);

    private static IEnumerable<long> Range(long first, long last) => Enumerable.Range(0, (int)(last - first + 1)).Select(i => first + i);

    private static long Seq(JsonElement position) => position.GetProperty("seq").GetInt64();

    private static string Epoch(JsonElement position) => position.GetProperty("epoch").GetString()!;
}
