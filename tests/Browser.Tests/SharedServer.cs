[assembly: AssemblyFixture(typeof(Streams.Browser.Tests.SharedServer))]

namespace Streams.Browser.Tests;

/// <summary>One server for all tests that neither kill it nor need an empty list. Each test creates its own streams.</summary>
public sealed class SharedServer : IAsyncDisposable
{
    private readonly Lazy<Task<RunningServer>> _server = new(RunningServer.StartAsync);

    internal Task<RunningServer> StartedAsync() => _server.Value;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
    }
}
