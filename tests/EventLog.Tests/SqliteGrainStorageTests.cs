using Microsoft.Extensions.Logging.Abstractions;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Sqlite;

namespace Streams.EventLog.Tests;

/// <summary>The contract on SQLite.</summary>
public sealed class SqliteGrainStorageTests : GrainStorageContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streams-grains-").FullName;
    private SqliteStore? _store;

    protected override Task<IDataStore> OpenAsync() =>
        Task.FromResult<IDataStore>(_store = SqliteStore.Open(new SqliteOptions { Folder = _folder }, NullLogger.Instance));

    protected override void Close() => _store?.Dispose();

    protected override Task RemoveAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}
