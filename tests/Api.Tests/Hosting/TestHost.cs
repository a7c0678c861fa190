using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Streams.Api.Hosting;

namespace Streams.Api.Tests.Hosting;

/// <summary>The whole product on a free port, with its data in a temporary folder.</summary>
public sealed class TestHost : IAsyncDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("streams-api-").FullName;
    private readonly WebApplication _app;

    private TestHost() => _app = StreamsApp.Build(["--port", "0", "--data", _data], builder => builder.Logging.ClearProviders());

    public HttpClient Http { get; private set; } = null!;

    public Uri Url => Http.BaseAddress!;

    /// <summary>A stream with one external agent and one built-in agent.</summary>
    public string StreamId { get; private set; } = "";

    public string ExternalAgentId { get; private set; } = "";

    public string BotId { get; private set; } = "";

    public static async Task<TestHost> StartAsync()
    {
        var host = new TestHost();
        await host._app.StartAsync();
        host.Http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new(host._app.Urls.First()), Timeout = TimeSpan.FromMinutes(4) };
        await host.CreateStreamAsync();
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private async Task CreateStreamAsync()
    {
        var created = await Http.SendJsonAsync("POST", "/api/streams/goal", """
            {"name":"Goal","assigned_agents":[{"agent_type":"crawler"},{"agent_type":"opportunity_bot","config":{"items_per_second":0.001}}]}
            """);
        StreamId = created.GetProperty("stream").GetProperty("id").GetString()!;
        var agents = created.GetProperty("assigned_agents");
        ExternalAgentId = agents[0].GetProperty("agent_id").GetString()!;
        BotId = agents[1].GetProperty("agent_id").GetString()!;
    }
}
