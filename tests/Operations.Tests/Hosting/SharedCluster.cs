namespace Streams.Operations.Tests.Hosting;

/// <summary>A cluster of one silo and one API host on PostgreSQL, started on first use.</summary>
public sealed class SharedCluster(PostgresServer postgres) : IAsyncDisposable
{
    private RunningHost? _silo;
    private RunningHost? _api;

    public async Task<(RunningHost Silo, RunningHost Api)> GetAsync()
    {
        if (_silo is not null && _api is not null)
            return (_silo, _api);
        var database = await postgres.CreateDatabaseAsync();
        _silo = await RunningHost.SiloAsync(database);
        _api = await RunningHost.ClientAsync(database);
        return (_silo, _api);
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
            await _api.DisposeAsync();
        if (_silo is not null)
            await _silo.DisposeAsync();
    }
}
