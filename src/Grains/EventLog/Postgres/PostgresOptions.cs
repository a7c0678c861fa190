namespace Streams.Grains.EventLog.Postgres;

/// <summary>Options of the PostgreSQL log.</summary>
public sealed record PostgresOptions
{
    /// <summary>The connection string in Npgsql's format: <c>Host=…;Database=…;Username=…;Password=…</c>. The tables are created in the first schema of its search path.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// Whether a commit waits until it is on the server's disk (<c>synchronous_commit</c>), so that an acknowledged report survives the server's power loss. Otherwise the
    /// last fraction of a second is lost if the server crashes.
    /// </summary>
    public bool SyncEveryCommit { get; init; } = true;

    /// <summary>Limits on the work queued for the writer.</summary>
    public LogQueueOptions Queue { get; init; } = new();
}
