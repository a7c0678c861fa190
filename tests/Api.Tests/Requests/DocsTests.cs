using System.Text.Json;
using System.Text.RegularExpressions;
using Streams.Api.Tests.Hosting;

namespace Streams.Api.Tests.Requests;

/// <summary>The API's description is right and complete; the docs page needs nothing but this server.</summary>
public sealed partial class DocsTests(SharedHost shared)
{
    private static readonly string[] Calls =
    [
        "get /api/streams", "post /api/streams/goal", "get /api/streams/{id}", "patch /api/streams/{id}", "delete /api/streams/{id}",
        "get /api/streams/{id}/progress", "post /api/streams/{id}/progress", "get /api/streams/{id}/snapshot", "get /api/streams/{id}/activities",
        "post /api/streams/{id}/activities", "get /api/streams/{id}/milestones", "post /api/streams/{id}/milestones", "get /api/streams/{id}/items",
        "post /api/streams/{id}/items", "post /api/streams/{id}/reports", "get /api/streams/{id}/agents", "post /api/streams/{id}/agents",
        "get /api/streams/{id}/agents/{agent_id}", "post /api/streams/{id}/agents/{agent_id}/execute", "post /api/streams/{id}/agents/{agent_id}/cancel",
        "get /health/live", "get /health/ready",
    ];

    private readonly HttpClient _http = shared.Host.Http;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Description_has_every_call_with_summary_tag_and_problems()
    {
        using var document = await DescriptionAsync();
        Assert.Equal("3.1", document.RootElement.GetProperty("openapi").GetString()![..3]);
        var operations = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Call: $"{operation.Name} {path.Name}", operation.Value))).ToArray();
        Assert.Empty(Calls.Except(operations.Select(operation => operation.Call)));
        Assert.All(operations.Where(operation => Calls.Contains(operation.Call)), operation =>
        {
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
            Assert.NotEmpty(operation.Value.GetProperty("tags").EnumerateArray());
            if (operation.Call.Contains("/health/", StringComparison.Ordinal))
                return;
            var unavailable = operation.Value.GetProperty("responses").GetProperty("503").GetProperty("content");
            Assert.EndsWith("/ProblemDocument", unavailable.GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString());
        });
    }

    [Fact]
    public async Task Description_names_everything_in_snake_case()
    {
        using var document = await DescriptionAsync();
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        Assert.All(
            schemas.EnumerateObject().SelectMany(schema => schema.Value.TryGetProperty("properties", out var all) ? all.EnumerateObject().ToArray() : []),
            property => Assert.Matches("^[a-z][a-z_]*$", property.Name));
        Assert.Equal(
            ["not_started", "in_progress", "on_track", "at_risk", "completed"],
            schemas.GetProperty("GoalStatus").GetProperty("enum").EnumerateArray().Select(value => value.GetString()));
    }

    [Fact]
    public async Task Examples_work()
    {
        using var document = await DescriptionAsync();
        var sent = 0;
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(operation => operation.Value.TryGetProperty("requestBody", out _)))
            {
                var media = operation.Value.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
                Assert.True(media.GetProperty("schema").TryGetProperty("$ref", out _), $"{path.Name} has no named schema");
                using var content = new StringContent(media.GetProperty("example").GetRawText(), mediaType: new("application/json"));
                using var request = new HttpRequestMessage(
                    new(operation.Name.ToUpperInvariant()), path.Name.Replace("{id}", shared.Host.StreamId, StringComparison.Ordinal));
                request.Content = content;
                using var response = await _http.SendAsync(request, Cancellation);
                Assert.True(response.IsSuccessStatusCode, $"{path.Name}: {await response.Content.ReadAsStringAsync(Cancellation)}");
                sent++;
            }
        }

        Assert.Equal(9, sent);
    }

    [Fact]
    public async Task Docs_page_loads_nothing_from_elsewhere()
    {
        using var page = await _http.GetAsync(new Uri("/docs/", UriKind.Relative), Cancellation);
        Assert.True(page.IsSuccessStatusCode, page.StatusCode.ToString());
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        Assert.DoesNotMatch(External(), html);
        Assert.Contains("default-src 'none'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        var scripts = Script().Matches(html).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
        {
            using var response = await _http.GetAsync(new Uri(new Uri(_http.BaseAddress!, "/docs/"), script), Cancellation);
            Assert.True(response.IsSuccessStatusCode, $"{script}: {response.StatusCode}");
        }
    }

    private async Task<JsonDocument> DescriptionAsync() =>
        JsonDocument.Parse(await _http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Cancellation));

    [GeneratedRegex("""(?:https?:)?//(?!www\.w3\.org)[a-z0-9.-]+\.[a-z]{2,}""")]
    private static partial Regex External();

    [GeneratedRegex("""(?:src|href)="([^"]+\.js[^"]*)""")]
    private static partial Regex Script();
}
