namespace Streams.Grains.EventLog.Sqlite;

/// <summary>The registry of running agents: a table of keys.</summary>
public sealed class SqliteRunRegistry(SqliteReader reader) : IRunRegistry
{
    /// <inheritdoc/>
    public Task AddAsync(string agentKey, CancellationToken cancellation = default) =>
        reader.ExecuteAsync("INSERT INTO running VALUES ($agent) ON CONFLICT DO NOTHING", "$agent", agentKey, cancellation);

    /// <inheritdoc/>
    public Task RemoveAsync(string agentKey, CancellationToken cancellation = default) =>
        reader.ExecuteAsync("DELETE FROM running WHERE agent = $agent", "$agent", agentKey, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation = default) =>
        reader.QueryAsync("SELECT agent FROM running", [], row => row.GetString(0), cancellation);
}
