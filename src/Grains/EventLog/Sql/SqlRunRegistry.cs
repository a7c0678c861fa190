namespace Streams.Grains.EventLog;

/// <summary>The registry of running agents: a table of keys in the database of the grain state.</summary>
/// <param name="grains">The database of the grain state.</param>
internal sealed class SqlRunRegistry(ISqlReader grains) : IRunRegistry
{
    /// <inheritdoc/>
    public Task AddAsync(string agentKey, CancellationToken cancellation = default) =>
        grains.QueryAsync("INSERT INTO running VALUES (@agent) ON CONFLICT DO NOTHING", [("@agent", agentKey)], row => row.FieldCount, cancellation);

    /// <inheritdoc/>
    public Task RemoveAsync(string agentKey, CancellationToken cancellation = default) =>
        grains.QueryAsync("DELETE FROM running WHERE agent = @agent", [("@agent", agentKey)], row => row.FieldCount, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation = default) =>
        grains.QueryAsync("SELECT agent FROM running", [], row => row.GetString(0), cancellation);
}
