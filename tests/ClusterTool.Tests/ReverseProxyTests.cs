using System.Net;
using Streams.Cluster.Proxy;
using Streams.Tools;

namespace Streams.ClusterTool.Tests;

public sealed class ReverseProxyTests
{
    private const int Requests = 20;

    private readonly int _first = FreePort.Find();
    private readonly int _second = FreePort.Find();
    private readonly int _port = FreePort.Find();

    [Fact]
    public async Task Requests_with_the_cookie_go_to_one_host_and_requests_without_it_to_all()
    {
        await using var first = await Backend.StartAsync("first", _first);
        await using var second = await Backend.StartAsync("second", _second);
        await using var proxy = await StartAsync();

        Assert.Single((await AskAsync(cookies: true)).Distinct());
        Assert.Equal(2, (await AskAsync(cookies: false)).Distinct().Count());
    }

    [Fact]
    public async Task A_request_fails_over_from_a_missing_host_even_with_a_body()
    {
        await using var second = await Backend.StartAsync("second", _second);
        await using var proxy = await StartAsync();
        using var client = NewClient(cookies: false);

        for (var i = 0; i < Requests; i++)
        {
            using var response = await client.PostAsync("/report", new StringContent("a report"));
            Assert.Equal("second a report", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_client_whose_host_is_gone_moves_to_another_host()
    {
        var first = await Backend.StartAsync("first", _first);
        await using var proxy = await StartAsync();
        using var client = NewClient(cookies: true);
        Assert.Equal("first", await client.GetStringAsync("/"));

        await first.DisposeAsync();
        await using var second = await Backend.StartAsync("second", _second);
        Assert.Equal("second", await client.GetStringAsync("/"));
    }

    [Fact]
    public async Task Without_any_host_the_reply_is_unavailable_as_in_the_contract()
    {
        await using var proxy = await StartAsync();
        using var client = NewClient(cookies: false);
        using var response = await client.GetAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.ToString());
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Contains("\"code\":\"unavailable\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private Task<ReverseProxy> StartAsync() => ReverseProxy.StartAsync(
        new IPEndPoint(IPAddress.Loopback, _port), new Dictionary<string, Uri> { ["api-1"] = Url(_first), ["api-2"] = Url(_second) }, CancellationToken.None);

    private async Task<string[]> AskAsync(bool cookies)
    {
        using var client = NewClient(cookies);
        var names = new string[Requests];
        for (var i = 0; i < names.Length; i++)
            names[i] = await client.GetStringAsync("/");
        return names;
    }

    private HttpClient NewClient(bool cookies) => new(new SocketsHttpHandler { UseCookies = cookies }) { BaseAddress = Url(_port), Timeout = TimeSpan.FromMinutes(4) };

    private static Uri Url(int port) => new($"http://127.0.0.1:{port}");
}
