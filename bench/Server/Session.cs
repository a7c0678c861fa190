using System.Diagnostics;

namespace Streams.Bench.Server;

/// <summary>
/// One measurement of servers: starts them on a temporary folder, prints the machine first, and on disposal prints what the servers logged as warnings or errors.
/// </summary>
internal sealed class Session : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly ServerWarnings _warnings = new();
    private int _last;

    public Session() => Console.WriteLine($"{Machine.Describe(_root.Path)}\n");

    /// <summary>A folder that no server has used yet.</summary>
    public string NewFolder() => Path.Combine(_root.Path, $"data-{++_last}");

    public Task<ServerUnderLoad> StartAsync(ServerOptions options, CancellationToken cancellation) => StartAsync(options, NewFolder(), cancellation);

    public Task<ServerUnderLoad> StartAsync(ServerOptions options, string folder, CancellationToken cancellation) =>
        ServerUnderLoad.StartAsync(options, folder, _warnings, cancellation);

    /// <summary>Starts a server of another kind.</summary>
    public Task<ServerUnderLoad> StartAsync(ProcessStartInfo start, Uri address, int connections, CancellationToken cancellation) =>
        ServerUnderLoad.StartAsync(start, address, NewFolder() + ".log", connections, _warnings, cancellation);

    public void Dispose()
    {
        _warnings.Print();
        _root.Dispose();
    }
}
