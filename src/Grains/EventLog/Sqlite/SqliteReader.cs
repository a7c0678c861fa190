using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Streams.Grains.EventLog.Sqlite;

/// <summary>
/// Runs queries on pooled connections to one file, off the callers' threads. At most <see cref="AtOnce"/> run at a time, because each blocks a thread and readers must not
/// starve the thread pool. Thread-safe.
/// </summary>
public sealed class SqliteReader(string connectionString) : ISqlReader, IDisposable
{
    /// <summary>The maximum number of concurrent queries; further ones wait.</summary>
    public const int AtOnce = 4;

    private readonly SemaphoreSlim _turns = new(AtOnce, AtOnce);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        IReadOnlyList<(string Name, object Value)> parameters,
        Func<DbDataReader, T> map,
        CancellationToken cancellation,
        Predicate<T>? takeWhile = null)
    {
        await _turns.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Query(sql, parameters, map, takeWhile), CancellationToken.None).ConfigureAwait(false);
        }
        catch (SqliteException exception)
        {
            throw new LogUnavailableException("Cannot read the log file.", exception);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private List<T> Query<T>(string sql, IReadOnlyList<(string Name, object Value)> parameters, Func<DbDataReader, T> map, Predicate<T>? takeWhile)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        using var rows = command.ExecuteReader();
        var result = new List<T>();
        while (rows.Read())
        {
            var row = map(rows);
            if (takeWhile?.Invoke(row) == false)
                break;
            result.Add(row);
        }

        return result;
    }
}
