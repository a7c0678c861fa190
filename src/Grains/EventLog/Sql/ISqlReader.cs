using System.Data.Common;

namespace Streams.Grains.EventLog;

/// <summary>Runs small statements on a database. The SQL in this folder is what SQLite and PostgreSQL both understand. Thread-safe.</summary>
public interface ISqlReader
{
    /// <summary>Runs a query and maps its rows.</summary>
    /// <param name="sql">The query, with parameters as <c>@name</c>.</param>
    /// <param name="parameters">Names and values; one that the query does not name is left out.</param>
    /// <param name="map">What a row is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="takeWhile">Stops at the first row for which it is false, or null for all.</param>
    /// <exception cref="LogUnavailableException">The database cannot be reached or read.</exception>
    Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        IReadOnlyList<(string Name, object Value)> parameters,
        Func<DbDataReader, T> map,
        CancellationToken cancellation,
        Predicate<T>? takeWhile = null);
}
