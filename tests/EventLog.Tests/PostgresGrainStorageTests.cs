using Microsoft.Extensions.Logging.Abstractions;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Postgres;

namespace Streams.EventLog.Tests;

/// <summary>The contract on PostgreSQL.</summary>
public sealed class PostgresGrainStorageTests(PostgresServer server) : GrainStorageContract
{
    private string? _database;
    private PostgresStore? _store;

    protected override async Task<IDataStore> OpenAsync() =>
        _store = PostgresStore.Open(new PostgresOptions { ConnectionString = _database ??= await server.CreateDatabaseAsync() }, NullLogger.Instance);

    protected override void Close() => _store?.Dispose();

    protected override Task RemoveAsync() => Task.CompletedTask;
}
