using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streams.Api.Http;

namespace Streams.Api.Tests.Hosting;

/// <summary>The API on a free port of this machine. What runs behind it is this class's business alone: tests of requests only use <see cref="Http"/>.</summary>
public sealed class TestHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestHost(Action<WebApplicationBuilder>? configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(Logs);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        (var grains, Cluster) = FakeCluster.Create();
        builder.Services.AddSingleton(grains);
        builder.Services.AddStreamsHttp();
        configure?.Invoke(builder);
        _app = builder.Build();
        _app.UseStreamsProblems();
        _app.MapStreamsHttp();
    }

    public HttpClient Http { get; private set; } = null!;

    /// <summary>What errors and warnings were logged.</summary>
    public LogList Logs { get; } = new();

    public FakeCluster Cluster { get; }

    /// <summary>A stream with one external agent and one that the server runs, and their ids.</summary>
    public string StreamId { get; private set; } = "";

    public string ExternalAgentId { get; private set; } = "";

    public string BotId { get; private set; } = "";

    public static async Task<TestHost> StartAsync(Action<WebApplicationBuilder>? configure = null)
    {
        var host = new TestHost(configure);
        await host._app.StartAsync();
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        host.Http = new(handler) { BaseAddress = new(host._app.Urls.First()), Timeout = TimeSpan.FromSeconds(30) };
        await host.CreateStreamAsync();
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task CreateStreamAsync()
    {
        using var body = new StringContent(
            """{"name":"Goal","assigned_agents":[{"agent_type":"crawler"},{"agent_type":"opportunity_bot","config":{"items_per_second":0.001}}]}""",
            mediaType: new("application/json"));
        using var response = await Http.PostAsync("/api/streams/goal", body);
        using var created = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        StreamId = created.RootElement.GetProperty("stream").GetProperty("id").GetString()!;
        var agents = created.RootElement.GetProperty("assigned_agents");
        ExternalAgentId = agents[0].GetProperty("agent_id").GetString()!;
        BotId = agents[1].GetProperty("agent_id").GetString()!;
    }
}
