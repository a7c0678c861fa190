using System.Security.Cryptography;
using DbUp;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Streams.Grains.EventLog.Sqlite;

/// <summary>
/// A data folder: <c>streams.db</c> with the log and its companion tables, and <c>grains.db</c> with Orleans' grain storage. With two files, grain state writes and the
/// log's writer never wait for each other. One process can use the folder at a time.
/// </summary>
public sealed class SqliteStore : IDataStore, IDisposable
{
    private readonly FolderLock _lock;

    private SqliteStore(SqliteOptions options, FolderLock folderLock, string epoch)
    {
        (Options, _lock, Epoch) = (options, folderLock, epoch);
        LogConnectionString = ConnectionString(options.Folder, "streams.db");
        GrainsConnectionString = ConnectionString(options.Folder, "grains.db");
    }

    /// <summary>The store's options.</summary>
    public SqliteOptions Options { get; }

    /// <inheritdoc/>
    public string Location => Options.Folder;

    /// <inheritdoc/>
    public string Epoch { get; }

    /// <summary>The connection string for the log.</summary>
    public string LogConnectionString { get; }

    /// <summary>Orleans maps it to Microsoft.Data.Sqlite.</summary>
    public string GrainsInvariant => "System.Data.SQLite";

    /// <inheritdoc/>
    public string GrainsConnectionString { get; }

    /// <summary>Locks the folder and migrates its files.</summary>
    /// <exception cref="DataFolderInUseException">Another process uses the folder.</exception>
    /// <exception cref="LogUnavailableException">A file cannot be migrated.</exception>
    public static SqliteStore Open(SqliteOptions options, ILogger logger)
    {
        var folderLock = FolderLock.Take(options.Folder);
        try
        {
            Migrate(ConnectionString(options.Folder, "streams.db"), "LogMigrations", logger);
            Migrate(ConnectionString(options.Folder, "grains.db"), "GrainMigrations", logger);
            return new(options, folderLock, ReadEpoch(ConnectionString(options.Folder, "streams.db")));
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>Opens the only connection that writes. If another program briefly locks the file, a commit waits instead of failing.</summary>
    internal SqliteConnection OpenToWrite()
    {
        var connection = new SqliteConnection(LogConnectionString + ";Pooling=False");
        connection.Open();
        Execute(connection, $"PRAGMA synchronous={(Options.SyncEveryCommit ? "FULL" : "NORMAL")}; PRAGMA busy_timeout=5000; PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-65536");
        return connection;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var connectionString in (string[])[LogConnectionString, GrainsConnectionString])
        {
            using var connection = new SqliteConnection(connectionString);
            SqliteConnection.ClearPool(connection);
        }

        _lock.Dispose();
    }

    private static string ConnectionString(string folder, string file) =>
        new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, file), DefaultTimeout = 5 }.ToString();

    private static void Migrate(string connectionString, string scripts, ILogger logger)
    {
        using (var connection = new SqliteConnection(connectionString))
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode=WAL");
        }

        Migrations.Run(DeployChanges.To.SqliteDatabase(connectionString), $".Sqlite.{scripts}.", logger);
    }

    private static string ReadEpoch(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO meta VALUES ('epoch', $epoch) ON CONFLICT DO NOTHING; SELECT value FROM meta WHERE name = 'epoch'";
        command.Parameters.AddWithValue("$epoch", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        return (string)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
