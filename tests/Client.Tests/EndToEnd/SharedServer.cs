using Streams.Client.Tests.EndToEnd;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace Streams.Client.Tests.EndToEnd;

/// <summary>One running server for all tests that do not kill it; each creates its own streams.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streams-client-").FullName;
    private ServerProcess _server = null!;

    public string Url => _server.Url;

    public async ValueTask InitializeAsync() => _server = await ServerProcess.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
