using System.Text.Json;

namespace Streams.Browser.Tests;

/// <summary>A server with a temporary data folder that can be killed and restarted at the same address.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("streams-browser-").FullName;
    private ServerProcess? _process;

    public string Url => Process.Url;

    private ServerProcess Process => _process ?? throw new InvalidOperationException("The server is not running.");

    public static async Task<RunningServer> StartAsync()
    {
        var server = new RunningServer();
        server._process = await ServerProcess.StartAsync(server._data);
        return server;
    }

    /// <summary>SIGKILL.</summary>
    public ValueTask KillAsync() => Process.DisposeAsync();

    /// <summary>Starts it again at the same address, with the same data.</summary>
    public async Task RestartAsync() => _process = await ServerProcess.StartAsync(_data, port: new Uri(Url).Port);

    public Task<JsonElement> GetAsync(string path) => Process.GetAsync(path);

    public Task<JsonElement> PostAsync(string path, object body) => Process.PostAsync(path, body);

    public async Task<string> CreateAsync(string name, int target = 50) => (await PostAsync(
        "/api/streams/goal", new { name, target_metrics = new { companies_to_find = target } })).GetProperty("stream").GetProperty("id").GetString()!;

    /// <summary>Reports companies found by an external agent, each with an entry in the feed.</summary>
    public Task ReportAsync(string streamId, params string[] companies) => PostAsync($"/api/streams/{streamId}/reports", new
    {
        reports = companies.SelectMany(name => new object[]
        {
            new { kind = "items", agent_id = "a", items = new[] { new { name, stage = "discovered" } } },
            new { kind = "activity", agent_id = "a", agent_name = "Scout", agent_type = "scout", activity_type = "progress", message = $"Found {name}." },
        }),
    });

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}
