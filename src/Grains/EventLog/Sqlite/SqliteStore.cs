using System.Security.Cryptography;
using DbUp;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

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
    /// <exception cref="LogUnavailableException">The folder or a file cannot be used.</exception>
    public static SqliteStore Open(SqliteOptions options, ILogger logger)
    {
        var folderLock = FolderLock.Take(options.Folder);
        try
        {
            var epoch = Open(options.Folder, "streams.db", "LogMigrations", logger, ReadEpoch);
            Open(options.Folder, "grains.db", "GrainMigrations", logger, _ => "");
            return new(options, folderLock, epoch);
        }
        catch
        {
            ClearPool(ConnectionString(options.Folder, "streams.db"));
            ClearPool(ConnectionString(options.Folder, "grains.db"));
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
        ClearPool(LogConnectionString);
        ClearPool(GrainsConnectionString);
        _lock.Dispose();
    }

    // Pooled connections keep the file open.
    private static void ClearPool(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private static string ConnectionString(string folder, string file) =>
        new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, file), DefaultTimeout = 5 }.ToString();

    // Migrates a file, and then reads from it.
    private static string Open(string folder, string file, string scripts, ILogger logger, Func<string, string> read)
    {
        var (connectionString, path) = (ConnectionString(folder, file), Path.Combine(folder, file));
        try
        {
            using (var connection = new SqliteConnection(connectionString))
            {
                connection.Open();
                Execute(connection, "PRAGMA journal_mode=WAL");
            }

            Migrations.Run($"'{path}'", DeployChanges.To.SqliteDatabase(connectionString), $".Sqlite.{scripts}.", logger);
            return read(connectionString);
        }
        catch (SqliteException exception)
        {
            throw new LogUnavailableException(
                exception.SqliteErrorCode is raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT
                    ? $"'{path}' is damaged, or is not an SQLite database. Restore the data folder from a backup, or start with another one (DATA=…)."
                    : $"'{path}' cannot be used: {exception.Message} This process must be able to read and write it; or start with another data folder (DATA=…).",
                exception);
        }
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
