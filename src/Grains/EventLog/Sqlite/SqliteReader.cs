using Microsoft.Data.Sqlite;

namespace Streams.Grains.EventLog.Sqlite;

/// <summary>
/// Runs queries on pooled connections to one file, beside the callers' threads. Thread-safe. At most <see cref="AtOnce"/> at a time: SQLite blocks a thread for each, and
/// readers must not starve the pool.
/// </summary>
public sealed class SqliteReader(string connectionString) : IDisposable
{
    /// <summary>How many queries run at a time; further ones wait.</summary>
    public const int AtOnce = 4;

    private readonly SemaphoreSlim _turns = new(AtOnce, AtOnce);

    /// <summary>Runs a query and maps its rows.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="parameters">Names and values.</param>
    /// <param name="map">What a row is.</param>
    /// <param name="cancellation">Gives up waiting for a turn.</param>
    /// <param name="takeWhile">Stops at the first row for which it is false, or null for all.</param>
    /// <exception cref="LogUnavailableException">The file cannot be read.</exception>
    internal async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        IReadOnlyList<(string Name, object Value)> parameters,
        Func<SqliteDataReader, T> map,
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
            throw new LogUnavailableException("The log's file cannot be read.", exception);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Runs a statement that changes something small.</summary>
    /// <exception cref="LogUnavailableException">The file cannot be written.</exception>
    internal Task ExecuteAsync(string sql, string name, string value, CancellationToken cancellation) =>
        QueryAsync(sql, [(name, value)], row => row.GetInt64(0), cancellation);

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private List<T> Query<T>(string sql, IReadOnlyList<(string Name, object Value)> parameters, Func<SqliteDataReader, T> map, Predicate<T>? takeWhile)
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
