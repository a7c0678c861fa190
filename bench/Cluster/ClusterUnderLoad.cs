using Streams.Tests;

namespace Streams.Bench.Cluster;

/// <summary>Silos and API hosts on one database, each in its own process on a free port. Disposal stops them.</summary>
internal sealed class ClusterUnderLoad : ISystemUnderTest, IAsyncDisposable
{
    private readonly PostgresServer _postgres;
    private readonly List<ServerUnderLoad> _silos = [];
    private readonly List<ServerUnderLoad> _hosts = [];

    private ClusterUnderLoad(PostgresServer postgres) => _postgres = postgres;

    /// <inheritdoc/>
    public ServerTimes ProcessorTime => new(Used(_hosts), Used(_silos), ProcessTree.ProcessorTime(_postgres.ProcessId));

    /// <inheritdoc/>
    public double Resident => _silos.Concat(_hosts).Sum(process => process.Resident);

    /// <inheritdoc/>
    public bool HasExited => _silos.Concat(_hosts).Any(process => process.HasExited);

    /// <summary>Starts all processes and waits until they are ready.</summary>
    public static async Task<ClusterUnderLoad> StartAsync(ClusterSettings settings, Formation formation, PostgresServer postgres, Session session, CancellationToken cancellation)
    {
        var cluster = new ClusterUnderLoad(postgres);
        try
        {
            var database = await postgres.CreateDatabaseAsync();
            for (var i = 0; i < formation.Silos; i++)
                cluster._silos.Add(await session.StartAsync(new(settings.Silo, settings.Callers) { Postgres = database }, cancellation));
            for (var i = 0; i < formation.Hosts; i++)
                cluster._hosts.Add(await session.StartAsync(new(settings.Api, settings.Callers) { Postgres = database, HasSilo = false }, cancellation));
            for (var i = 0; i < formation.Nodes; i++)
                cluster._hosts.Add(await session.StartAsync(new(settings.Api, settings.Callers) { Postgres = database, IsNode = formation.Nodes > 1 }, cancellation));

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public LoadClient ClientOf(int number) => _hosts[number % _hosts.Count].Client;

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _hosts.Concat(_silos))
            await process.DisposeAsync();
    }

    private static TimeSpan Used(IEnumerable<ServerUnderLoad> processes) => processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + process.ProcessorTime.Total);
}
