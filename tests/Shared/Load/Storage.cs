using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Streams.Tests;

/// <summary>The data of the server under test, and how to read them without the server.</summary>
internal sealed class Storage : IDisposable
{
    private readonly string _folder;
    private readonly string? _postgres;

    private Storage(string? postgres, string? folder = null) =>
        (_postgres, _folder) = (postgres, Directory.CreateDirectory(folder ?? Directory.CreateTempSubdirectory("streams-crash-").FullName).FullName);

    /// <param name="folder">The folder of the file, deleted at the end; null for a temporary one.</param>
    public static Storage Sqlite(string? folder = null) => new(null, folder);

    public static Storage Postgres(string connectionString) => new(connectionString);

    /// <summary>Starts a server on the data; port 0 selects a free one.</summary>
    public Task<ServerProcess> StartAsync(int port) =>
        ServerProcess.StartAsync(_folder, port: port, more: _postgres is null ? [] : [$"--Streams:Postgres={_postgres}"]);

    /// <summary>The log of a stream, oldest first.</summary>
    public async Task<List<Logged>> ReadAsync(string streamId)
    {
        await using DbConnection connection = _postgres is null
            ? new SqliteConnection($"Data Source={Path.Combine(_folder, "streams.db")};Mode=ReadOnly;Pooling=False")
            : new NpgsqlConnection(_postgres);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT seq, event, payload, report_id FROM event_text WHERE stream = @stream ORDER BY seq";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@stream", streamId);
        command.Parameters.Add(parameter);
        await using var rows = await command.ExecuteReaderAsync();
        var log = new List<Logged>();
        while (await rows.ReadAsync())
            log.Add(new(rows.GetInt64(0), Names[rows.GetInt32(1)], rows.GetString(2), rows.IsDBNull(3) ? null : rows.GetString(3)));
        return log;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string[] Names { get; } = ["", "progress-update", "agent-activity", "milestone", "stream-updated", "item-added", "item-updated"];
}
