using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Streams.Api.Tests.Hosting;

namespace Streams.Api.Tests.Requests;

/// <summary>The replies to the valid calls of the contract.</summary>
public sealed class ValidRequestTests(SharedHost shared)
{
    private readonly HttpClient _http = shared.Host.Http;

    [Fact]
    public async Task Creating_a_goal_returns_stream_agents_and_address()
    {
        var (response, reply) = await SendAsync("POST", "/api/streams/goal", """
            {"name":"  Find  ","description":"","goal_criteria":{"industry":[],"founded":{"min":2010}},"goal_deadline":"2027-03-01T13:00:00.1234+01:00",
             "assigned_agents":[{"agent_type":"scoring_agent","config":{ "items_per_second" : 5 }}],"unknown":1}
            """);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var stream = reply["stream"]!;
        Assert.Equal($"/api/streams/{stream["id"]}", response.Headers.Location?.ToString());
        Assert.Equal("Find", (string?)stream["name"]);
        Assert.True(stream.AsObject().ContainsKey("description") && stream["description"] is null);
        Assert.Equal("""{"founded":{"min":2010}}""", stream["goal_criteria"]!.ToJsonString());
        Assert.Equal("""{"companies_to_find":50}""", stream["target_metrics"]!.ToJsonString());
        Assert.Equal("2027-03-01T12:00:00.123Z", (string?)stream["goal_deadline"]);
        Assert.Equal("not_started", (string?)stream["goal_status"]);
        var agent = reply["assigned_agents"]!.AsArray().Single()!;
        Assert.Equal("idle", (string?)agent["status"]);
        Assert.Empty(agent["executions"]!.AsArray());
        Assert.Equal("""{"items_per_second":5}""", agent["config"]!.ToJsonString());
    }

    [Fact]
    public async Task Lists_show_whether_there_are_more_pages()
    {
        await CreateAsync();
        await CreateAsync();
        var page = (await SendAsync("GET", "/api/streams?limit=1&status=&cursor=")).Reply;
        var first = page["streams"]!.AsArray().Single()!;
        Assert.Equal(0, (int)first["progress"]!["completed"]!);
        var next = (string?)page["next_cursor"];
        Assert.NotNull(next);
        var rest = (await SendAsync("GET", $"/api/streams?limit=200&cursor={next}")).Reply;
        Assert.True(rest.AsObject().ContainsKey("next_cursor") && rest["next_cursor"] is null);
    }

    [Fact]
    public async Task A_change_keeps_absent_fields_and_removes_null_ones()
    {
        var id = await CreateAsync("""{"name":"x","description":"d","goal_deadline":"2027-03-01T12:00:00Z"}""");
        var named = (await SendAsync("PATCH", $"/api/streams/{id}", """{"name":"y"}""")).Reply["stream"]!;
        Assert.Equal(("y", "d"), ((string?)named["name"], (string?)named["description"]));
        Assert.NotNull(named["goal_deadline"]);
        var cleared = (await SendAsync("PATCH", $"/api/streams/{id}", """{"description":null,"goal_deadline":null}""")).Reply["stream"]!;
        Assert.Null(cleared["description"]);
        Assert.Null(cleared["goal_deadline"]);
    }

    [Fact]
    public async Task Reports_are_acknowledged_and_shown()
    {
        var id = await CreateAsync();
        var ack = (await SendAsync("POST", $"/api/streams/{id}/reports", """
            {"reports":[
              {"kind":"activity","agent_id":"a","agent_name":"A","agent_type":"t","activity_type":"started","message":" hi\n","data":{ "x" : [1, "ä b"] }},
              {"kind":"progress","report_id":"r1","completed":5.0,"total":1e1},
              {"kind":"items","agent_id":"a","items":[{"key":" k ","name":"Acme","quality_score":-0.0}]}]}
            """)).Reply;
        Assert.Equal((3, 0), ((int)ack["accepted"]!, (int)ack["duplicates"]!));
        var progress = (await SendAsync("GET", $"/api/streams/{id}/progress")).Reply;
        Assert.Equal(["stream", "progress", "goal_status", "active_agents", "position"], progress.AsObject().Select(field => field.Key));
        Assert.Equal((long)ack["position"]!["seq"]!, (long)progress["position"]!["seq"]!);
        Assert.Equal("a", (string?)progress["active_agents"]![0]!["agent_id"]);
        var activities = (await SendAsync("GET", $"/api/streams/{id}/activities")).Reply;
        Assert.Equal(" hi\n", (string?)activities["activities"]![0]!["message"]);
        Assert.Equal("ä b", (string?)activities["activities"]![0]!["data"]!["x"]![1]);
        Assert.True(activities.AsObject().ContainsKey("next_before_seq"));
        var item = (await SendAsync("GET", $"/api/streams/{id}/items")).Reply["items"]![0]!;
        Assert.Equal(("k", "a", "0"), ((string?)item["key"], (string?)item["created_by"], item["quality_score"]!.ToJsonString()));
        Assert.NotEmpty((await SendAsync("GET", $"/api/streams/{id}/snapshot")).Reply["activities"]!.AsArray());
    }

    [Theory]
    [InlineData("idem-1")]
    [InlineData("\"idem-2\"")]
    public async Task A_repeated_idempotency_key_is_a_duplicate(string key)
    {
        var id = await CreateAsync();
        for (var i = 0; i < 2; i++)
        {
            var ack = (await SendAsync("POST", $"/api/streams/{id}/progress", """{"kind":"progress","completed":1,"total":2}""", key)).Reply;
            Assert.Equal((1 - i, i), ((int)ack["accepted"]!, (int)ack["duplicates"]!));
        }
    }

    [Fact]
    public async Task Errors_of_a_single_report_have_no_batch_index()
    {
        var id = await CreateAsync();
        var half = new string('x', 5000);
        await SendAsync("POST", $"/api/streams/{id}/items", $$$"""{"items":[{"key":"k","name":"x","data":{"a":"{{{half}}}"}}]}""");
        var (response, problem) = await SendAsync("POST", $"/api/streams/{id}/items", $$$"""{"items":[{"key":"k","name":"x","data":{"b":"{{{half}}}"}}]}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("items[0].data", Assert.Single(problem["errors"]!.AsObject()).Key);
    }

    [Fact]
    public async Task Agents_are_assigned_run_and_stopped()
    {
        var id = await CreateAsync();
        var (response, reply) = await SendAsync("POST", $"/api/streams/{id}/agents", """{"agent_type":"opportunity_bot"}""");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var address = $"/api/streams/{id}/agents/{reply["agent"]!["agent_id"]}";
        Assert.Equal(address, response.Headers.Location?.ToString());
        var run = await SendAsync("POST", $"{address}/execute");
        Assert.Equal(HttpStatusCode.Accepted, run.Response.StatusCode);
        Assert.Equal("running", (string?)run.Reply["execution"]!["status"]);
        Assert.True(run.Reply["execution"]!.AsObject().ContainsKey("finished_at"));
        var again = await SendAsync("POST", $"{address}/execute");
        Assert.Equal("agent_already_running", (string?)again.Reply["code"]);
        Assert.Equal("running", (string?)(await SendAsync("GET", $"/api/streams/{id}/agents")).Reply["agents"]![0]!["status"]);
        var stopped = await SendAsync("POST", $"{address}/cancel");
        Assert.Equal(HttpStatusCode.OK, stopped.Response.StatusCode);
        Assert.Single((await SendAsync("GET", address)).Reply["agent"]!["executions"]!.AsArray());
    }

    [Fact]
    public async Task A_deleted_stream_is_not_found()
    {
        var id = await CreateAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync("DELETE", $"/api/streams/{id}")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("GET", $"/api/streams/{id}")).Response.StatusCode);
    }

    [Theory]
    [InlineData("application/json; charset=UTF-8")]
    [InlineData("application/vnd.streams+json")]
    [InlineData("APPLICATION/JSON")]
    public async Task Json_has_several_media_types(string type)
    {
        using var content = new ByteArrayContent([.. "\uFEFF"u8, .. "{\"name\":\"x\"}"u8]);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await _http.PostAsync(new Uri("/api/streams/goal", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task Metrics_are_served() =>
        Assert.Contains("http_server_request_duration_seconds", await _http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);

    private async Task<string> CreateAsync(string body = """{"name":"x"}""") =>
        (string)(await SendAsync("POST", "/api/streams/goal", body)).Reply["stream"]!["id"]!;

    private async Task<(HttpResponseMessage Response, JsonNode Reply)> SendAsync(string method, string path, string? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!);
    }
}
