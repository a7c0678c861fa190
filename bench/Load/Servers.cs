namespace Streams.Bench.Load;

/// <summary>Starts servers, each on a data folder that is gone when the bench is over.</summary>
internal sealed class Servers(Settings settings, string root, Complaints complaints)
{
    private int _last;

    /// <summary>A folder that no server has had yet.</summary>
    public string NewFolder() => Path.Combine(root, $"data-{++_last}");

    public Task<ServerUnderLoad> StartAsync(string folder, CancellationToken cancellation) =>
        ServerUnderLoad.StartAsync(settings, folder, complaints, cancellation);
}
