using System.Net;
using System.Text.RegularExpressions;
using Streams.Api.Tests.Hosting;

namespace Streams.Api.Tests.Requests;

/// <summary>What a browser gets at the server's address: the dashboard if it was built, otherwise the docs.</summary>
public sealed partial class DashboardTests(SharedHost shared)
{
    private static readonly bool IsBuilt = File.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot", "index.html"));

    [Fact]
    public async Task Without_the_dashboard_the_root_redirects_to_the_docs()
    {
        Assert.SkipWhen(IsBuilt, "The dashboard is built.");
        using var response = await GetAsync("/");
        Assert.Equal("/docs", response.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/new")]
    [InlineData("/streams/01a2082694577694810b7c80921f320e")]
    public async Task Every_address_of_the_dashboard_serves_its_page_which_loads_nothing_from_elsewhere(string address)
    {
        SkipWhereNotBuilt();
        using var response = await GetAsync(address);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Contains("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl?.NoCache);
        Assert.Contains("<div id=\"root\">", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip, deflate", "gzip")]
    public async Task Files_of_the_dashboard_are_compressed_and_cached_forever(string accepted, string encoding)
    {
        SkipWhereNotBuilt();
        using var page = await GetAsync("/");
        var script = Script().Match(await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Groups[1].Value;
        using var response = await GetAsync(script, accepted);
        Assert.Equal("text/javascript", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(encoding, Assert.Single(response.Content.Headers.ContentEncoding));
        Assert.Contains("immutable", response.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        Assert.InRange((await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length, 1, 150_000);
    }

    [Fact]
    public async Task Replies_of_the_api_are_not_compressed()
    {
        using var response = await GetAsync("/api/streams", "gzip, br");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(response.Content.Headers.ContentEncoding);
    }

    private static void SkipWhereNotBuilt() => Assert.SkipUnless(IsBuilt, "The dashboard is not built; build it with: tools/web build (needs Node 20)");

    private async Task<HttpResponseMessage> GetAsync(string address, string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        if (encoding is not null)
            request.Headers.Add("Accept-Encoding", encoding);
        return await shared.Host.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("""<script[^>]+src="([^"]+)""")]
    private static partial Regex Script();
}
