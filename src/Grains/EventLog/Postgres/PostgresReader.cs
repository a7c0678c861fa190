using System.Data.Common;
using Npgsql;

namespace Streams.Grains.EventLog.Postgres;

/// <summary>Runs queries on pooled connections. The pool's size limits concurrent queries; further ones wait. Thread-safe.</summary>
public sealed class PostgresReader(PostgresStore store) : ISqlReader
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        IReadOnlyList<(string Name, object Value)> parameters,
        Func<DbDataReader, T> map,
        CancellationToken cancellation,
        Predicate<T>? takeWhile = null)
    {
        try
        {
            await using var command = store.Source.CreateCommand(sql);
            foreach (var (name, value) in parameters)
                command.Parameters.AddWithValue(name, value);
            await using var rows = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            var result = new List<T>();
            while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
            {
                var row = map(rows);
                if (takeWhile?.Invoke(row) == false)
                    break;
                result.Add(row);
            }

            return result;
        }
        catch (NpgsqlException exception)
        {
            throw new LogUnavailableException("Cannot read from PostgreSQL.", exception);
        }
    }
}
