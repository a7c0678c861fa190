namespace Streams.Grains.EventLog.Sqlite;

/// <summary>The registry of running agents: a table of keys, beside the states of the grains that keep it.</summary>
public sealed class SqliteRunRegistry(SqliteStore store) : IRunRegistry, IDisposable
{
    private readonly SqliteReader _grains = new(store.GrainsConnectionString);

    /// <inheritdoc/>
    public Task AddAsync(string agentKey, CancellationToken cancellation = default) =>
        _grains.ExecuteAsync("INSERT INTO running VALUES ($agent) ON CONFLICT DO NOTHING", "$agent", agentKey, cancellation);

    /// <inheritdoc/>
    public Task RemoveAsync(string agentKey, CancellationToken cancellation = default) =>
        _grains.ExecuteAsync("DELETE FROM running WHERE agent = $agent", "$agent", agentKey, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation = default) =>
        _grains.QueryAsync("SELECT agent FROM running", [], row => row.GetString(0), cancellation);

    /// <inheritdoc/>
    public void Dispose() => _grains.Dispose();
}
