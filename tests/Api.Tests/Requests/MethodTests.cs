using System.Net;
using Streams.Api.Tests.Description;
using Streams.Api.Tests.Hosting;

namespace Streams.Api.Tests.Requests;

/// <summary><c>HEAD</c> works wherever <c>GET</c> does, and <c>OPTIONS</c> wherever anything does.</summary>
public sealed class MethodTests(SharedHost shared)
{
    private readonly TestHost _host = shared.Host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Head_answers_as_get_does_without_a_body()
    {
        var paths = (await ApiDescription.LoadAsync(shared)).Operations.Where(operation => operation.Method == "GET").Select(operation => operation.Path);
        foreach (var path in paths.Concat(["/metrics", "/openapi/v1.json", "/docs", "/"]))
        {
            foreach (var id in (string[])[_host.StreamId, "unknown"])
            {
                var address = path.Replace("{id}", id, StringComparison.Ordinal).Replace("{agent_id}", _host.BotId, StringComparison.Ordinal);
                using var get = await SendAsync("GET", address);
                using var head = await SendAsync("HEAD", address);
                Assert.Equal((address, get.StatusCode, get.Content.Headers.ContentType), (address, head.StatusCode, head.Content.Headers.ContentType));
                Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancellation));
            }
        }
    }

    [Theory]
    [InlineData("/api/streams", "GET, HEAD, OPTIONS")]
    [InlineData("/api/streams/{id}", "DELETE, GET, HEAD, OPTIONS, PATCH")]
    [InlineData("/api/streams/{id}/reports", "OPTIONS, POST")]
    [InlineData("/health/live", "GET, HEAD, OPTIONS")]
    public async Task Options_tells_what_an_address_supports(string path, string methods)
    {
        using var response = await SendAsync("OPTIONS", path.Replace("{id}", _host.StreamId, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(methods, string.Join(", ", response.Content.Headers.Allow.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Options_of_an_unknown_address_is_not_found()
    {
        using var response = await SendAsync("OPTIONS", "/api/nothing");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(path, UriKind.Relative));
        return await _host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }
}
