using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using DbUp;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Streams.Grains.EventLog.Postgres;

/// <summary>A PostgreSQL database with the log, its companion tables, and Orleans' grain storage. Any number of processes can use it.</summary>
public sealed class PostgresStore : IDataStore, IDisposable
{
    /// <summary>Defaults that the given connection string overrides. The timeouts are short: a server that hangs must not block its callers for half a minute.</summary>
    private const string Defaults = "Application Name=streams;Timeout=5;Command Timeout=10;Max Auto Prepare=40;Maximum Pool Size=20;";

    /// <summary>The advisory lock that lets one process at a time migrate the tables; an arbitrary unused number.</summary>
    private const long MigrationLock = 0x53_74_72_65_61_6D_31;

    private PostgresStore(PostgresOptions options, NpgsqlDataSource source, string connectionString, string epoch)
    {
        (Options, Source, GrainsConnectionString, Epoch) = (options, source, connectionString, epoch);
        Location = Describe(new NpgsqlConnectionStringBuilder(connectionString));
    }

    /// <summary>The store's options.</summary>
    public PostgresOptions Options { get; }

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public string Epoch { get; }

    /// <inheritdoc/>
    public string GrainsInvariant => "Npgsql";

    /// <inheritdoc/>
    public string GrainsConnectionString { get; }

    internal NpgsqlDataSource Source { get; }

    /// <summary>Connects and migrates the tables.</summary>
    /// <exception cref="ArgumentException">The connection string is invalid.</exception>
    /// <exception cref="LogUnavailableException">The database cannot be reached or migrated.</exception>
    public static PostgresStore Open(PostgresOptions options, ILogger logger)
    {
        var builder = new NpgsqlConnectionStringBuilder(Defaults + options.ConnectionString);
        var source = NpgsqlDataSource.Create(builder);
        try
        {
            Migrate(source, builder, logger);
            return new(options, source, builder.ConnectionString, ReadEpoch(source));
        }
        catch (Exception exception) when (exception is NpgsqlException or SocketException)
        {
            source.Dispose();
            throw new LogUnavailableException($"{Describe(builder)} cannot be used: {exception.Message}", exception);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();

    private static string Describe(NpgsqlConnectionStringBuilder builder) => string.Create(
        CultureInfo.InvariantCulture, $"PostgreSQL on {builder.Host}:{builder.Port}, database '{builder.Database ?? builder.Username}'");

    private static void Migrate(NpgsqlDataSource source, NpgsqlConnectionStringBuilder builder, ILogger logger)
    {
        // A session lock: released with the connection, however this process ends.
        using var connection = source.OpenConnection();
        Execute(connection, $"SELECT pg_advisory_lock({MigrationLock})");
        try
        {
            Migrations.Run(Describe(builder), DeployChanges.To.PostgresqlDatabase(builder.ConnectionString), ".Postgres.Migrations.", logger);
        }
        finally
        {
            Execute(connection, $"SELECT pg_advisory_unlock({MigrationLock})");
        }
    }

    private static string ReadEpoch(NpgsqlDataSource source)
    {
        using var insert = source.CreateCommand("INSERT INTO meta VALUES ('epoch', @epoch) ON CONFLICT DO NOTHING");
        insert.Parameters.AddWithValue("epoch", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        insert.ExecuteNonQuery();
        using var read = source.CreateCommand("SELECT value FROM meta WHERE name = 'epoch'");
        return (string)read.ExecuteScalar()!;
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
