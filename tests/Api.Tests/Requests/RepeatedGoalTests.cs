using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Streams.Api.Tests.Hosting;

namespace Streams.Api.Tests.Requests;

/// <summary><c>POST /api/streams/goal</c> with an <c>Idempotency-Key</c>.</summary>
public sealed class RepeatedGoalTests(SharedHost shared)
{
    private const string Goal = """{"name":"Find","target_metrics":{"companies_to_find":5},"assigned_agents":[{"agent_type":"scoring_agent"},{"agent_type":"crawler"}]}""";

    private static int _keys;

    private readonly HttpClient _http = shared.Host.Http;

    [Theory]
    [InlineData("")]
    [InlineData("\"")]
    public async Task A_repeat_with_the_same_key_gets_the_first_reply(string quote)
    {
        var key = $"{quote}{NewKey()}{quote}";
        var first = await CreateAsync(key);
        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal(first, await CreateAsync(key));
        Assert.Equal(first, await CreateAsync(key, """{"name":"Another"}"""));
    }

    [Fact]
    public async Task Requests_without_a_key_or_with_different_keys_create_different_goals()
    {
        var replies = new[] { await CreateAsync(null), await CreateAsync(null), await CreateAsync(NewKey()), await CreateAsync(NewKey()) };
        Assert.Equal(replies.Length, replies.Select(reply => reply.Location).Distinct().Count());
    }

    [Fact]
    public async Task Requests_that_arrive_at_once_with_the_same_key_get_one_reply()
    {
        var key = NewKey();
        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => CreateAsync(key)));
        Assert.Equal(HttpStatusCode.Created, Assert.Single(replies.Distinct()).Status);
    }

    [Fact]
    public async Task A_repeat_gets_the_first_reply_although_the_goal_has_changed_or_is_deleted()
    {
        var key = NewKey();
        var first = await CreateAsync(key);
        await _http.SendJsonAsync("PATCH", first.Location!, """{"name":"Changed"}""");
        Assert.Equal(first, await CreateAsync(key));
        await _http.SendJsonAsync("DELETE", first.Location!);
        Assert.Equal(first, await CreateAsync(key));
    }

    [Fact]
    public async Task An_invalid_body_does_not_use_up_its_key()
    {
        var key = NewKey();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await CreateAsync(key, """{"name":""}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await CreateAsync(key, "{")).Status);
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(key)).Status);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_key_that_is_not_an_id_is_refused_together_with_the_errors_of_the_body(string key)
    {
        var (status, _, body) = await CreateAsync(key, """{"name":""}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(["Idempotency-Key", "name"], JsonNode.Parse(body)!["errors"]!.AsObject().Select(error => error.Key));
    }

    private static string NewKey() => $"goal-{Interlocked.Increment(ref _keys)}";

    private async Task<(HttpStatusCode Status, string? Location, string Body)> CreateAsync(string? key, string body = Goal)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/streams/goal", UriKind.Relative));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, response.Headers.Location?.ToString(), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
