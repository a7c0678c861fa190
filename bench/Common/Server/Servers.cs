namespace Streams.Bench.Common.Server;

/// <summary>Starts servers, each on a data folder that is gone when the bench is over.</summary>
internal sealed class Servers(string root, Complaints complaints)
{
    private int _last;

    /// <summary>A folder that no server has had yet.</summary>
    public string NewFolder() => Path.Combine(root, $"data-{++_last}");

    public Task<ServerUnderLoad> StartAsync(ServerOptions options, CancellationToken cancellation) => StartAsync(options, NewFolder(), cancellation);

    public Task<ServerUnderLoad> StartAsync(ServerOptions options, string folder, CancellationToken cancellation) =>
        ServerUnderLoad.StartAsync(options, folder, complaints, cancellation);
}
