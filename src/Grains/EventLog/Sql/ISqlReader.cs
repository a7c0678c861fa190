using System.Data.Common;

namespace Streams.Grains.EventLog;

/// <summary>Runs small statements on a database. The SQL in this folder is valid for both SQLite and PostgreSQL. Thread-safe.</summary>
public interface ISqlReader
{
    /// <summary>Runs a query and maps its rows.</summary>
    /// <param name="sql">The query, with parameters as <c>@name</c>.</param>
    /// <param name="parameters">Names and values; names that the query does not use are ignored.</param>
    /// <param name="map">Converts a row to a result.</param>
    /// <param name="cancellation">Cancels the query.</param>
    /// <param name="takeWhile">Stops at the first row for which it is false; null for all rows.</param>
    /// <exception cref="LogUnavailableException">The database cannot be reached or read.</exception>
    Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        IReadOnlyList<(string Name, object Value)> parameters,
        Func<DbDataReader, T> map,
        CancellationToken cancellation,
        Predicate<T>? takeWhile = null);
}
