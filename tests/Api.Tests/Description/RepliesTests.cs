using System.Text;
using System.Text.Json;
using Streams.Api.Tests.Hosting;
using Streams.Api.Tests.Live;

namespace Streams.Api.Tests.Description;

/// <summary>What the server sends, over HTTP and over the hub, has exactly the described shapes.</summary>
public sealed class RepliesTests(SharedHost shared)
{
    private readonly TestHost _host = shared.Host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_reply_over_http_has_the_described_shape()
    {
        var description = await ApiDescription.LoadAsync(shared);
        var (id, bot) = await BusyStreamAsync();
        var operations = description.Operations.Where(operation => !operation.Path.EndsWith("/events", StringComparison.Ordinal)).ToArray();

        // Deleting comes last, since the others need the stream.
        foreach (var (method, path, operation) in operations.OrderBy(operation => operation.Method == "DELETE"))
        {
            foreach (var stream in (string[])["unknown", id])
            {
                var address = path.Replace("{id}", stream, StringComparison.Ordinal).Replace("{agent_id}", bot, StringComparison.Ordinal);
                await AssertDescribedAsync(description, method, address, operation, operation.TryGetProperty("requestBody", out var body) ? Example(body) : null);
                if (operation.TryGetProperty("requestBody", out _))
                    await AssertDescribedAsync(description, method, address, operation, "[]");
            }
        }
    }

    [Fact]
    public async Task Every_reply_and_frame_of_the_hub_has_the_described_shape()
    {
        var description = await ApiDescription.LoadAsync(shared);
        var id = await _host.Http.CreateStreamAsync();
        await using var viewer = await HubViewer.ConnectAsync(_host, id);
        await using var stranger = await HubViewer.ConnectAsync(_host, "unknown");
        var start = await viewer.WatchAsync();
        Expect(description, "WatchReply", start);
        Expect(description, "WatchReply", await stranger.WatchAsync());
        var ack = await viewer.ReportAsync(
            new { kind = "progress", completed = 60, total = 50, quality_score = 4.5, items_by_stage = new { scored = 3 } },
            new { kind = "activity", agent_id = "a", agent_name = "A", agent_type = "bot", activity_type = "started", message = "Hello", data = new { x = 1 } },
            new { kind = "items", items = new[] { new { name = "Acme", quality_score = 4.5 } } },
            new { kind = "items", items = new[] { new { name = "Acme", stage = "scored" } } });
        Expect(description, "ReportReply", ack);
        Expect(description, "ReportReply", await viewer.ReportAsync(new { kind = "unknown" }));
        await viewer.UntilAsync(ack.GetProperty("position").GetProperty("seq").GetInt64());
        Assert.NotEmpty(viewer.Frames);
        foreach (var frame in viewer.Frames)
            Expect(description, "Frame", frame);
        var replay = await viewer.WatchAsync(start.GetProperty("snapshot").GetProperty("position"));
        Assert.Equal("replay", replay.GetProperty("mode").GetString());
        Expect(description, "WatchReply", replay);
        string[] seen = [.. replay.GetProperty("frame").GetProperty("events").EnumerateArray().Select(each => each.GetProperty("event").GetString()!).Distinct().Order()];
        Assert.Equal(["agent-activity", "item-added", "item-updated", "milestone", "progress-update", "stream-updated"], seen);
    }

    private static void Expect(ApiDescription description, string shape, JsonElement value) =>
        Assert.Empty(description.Differences(description.Schema(shape), value));

    private static string Example(JsonElement body) => body.GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText();

    private async Task AssertDescribedAsync(ApiDescription description, string method, string path, JsonElement operation, string? body)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _host.Http.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        var call = $"{method} {path}: {(int)response.StatusCode} {text}";
        Assert.True(operation.GetProperty("responses").TryGetProperty(((int)response.StatusCode).ToString("D3", null), out var reply), call);
        if (!reply.TryGetProperty("content", out var content))
        {
            Assert.Equal("", text);
            return;
        }

        Assert.True(content.TryGetProperty(response.Content.Headers.ContentType!.MediaType!, out var media), call);
        Assert.Empty(description.Differences(media.GetProperty("schema"), JsonElement.Parse(text)));
    }

    private async Task<(string StreamId, string BotId)> BusyStreamAsync()
    {
        var id = await _host.Http.CreateStreamAsync();
        var bot = await _host.Http.SendJsonAsync("POST", $"/api/streams/{id}/agents", """{"agent_type":"opportunity_bot","config":{"items_per_second":0.001}}""");
        await _host.Http.SendJsonAsync("POST", $"/api/streams/{id}/reports", """
            {"reports":[
              {"kind":"activity","agent_id":"a","agent_name":"A","agent_type":"bot","activity_type":"started","message":"Hello"},
              {"kind":"items","items":[{"name":"Acme","quality_score":4.5},{"name":"Globex","data":{"a":[1]}}]},
              {"kind":"milestone","type":"own","title":"T","description":"D"}]}
            """);
        return (id, bot.GetProperty("agent").GetProperty("agent_id").GetString()!);
    }
}
