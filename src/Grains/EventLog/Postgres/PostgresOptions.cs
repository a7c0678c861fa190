namespace Streams.Grains.EventLog.Postgres;

/// <summary>How the PostgreSQL log is set up.</summary>
public sealed record PostgresOptions
{
    /// <summary>The database, as Npgsql spells it: <c>Host=…;Database=…;Username=…;Password=…</c>. The tables are made in the first schema of its search path.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// Whether a commit waits until the server's disk has it (<c>synchronous_commit</c>): an acknowledged report survives the server's power loss. Without, the last
    /// fraction of a second is lost with the server.
    /// </summary>
    public bool SyncEveryCommit { get; init; } = true;

    /// <summary>The bounds of what waits for the writer.</summary>
    public LogQueueOptions Queue { get; init; } = new();
}
