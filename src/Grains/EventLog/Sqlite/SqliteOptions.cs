namespace Streams.Grains.EventLog.Sqlite;

/// <summary>Options of the SQLite log.</summary>
public sealed record SqliteOptions
{
    /// <summary>The folder of the files; created if it is missing.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// Whether a commit waits until it is on disk (<c>synchronous=FULL</c>), so that an acknowledged report survives power loss. Otherwise it survives only the death of
    /// the process.
    /// </summary>
    public bool SyncEveryCommit { get; init; } = true;

    /// <summary>Limits on the work queued for the writer.</summary>
    public LogQueueOptions Queue { get; init; } = new();
}
