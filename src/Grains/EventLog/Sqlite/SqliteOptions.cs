namespace Streams.Grains.EventLog.Sqlite;

/// <summary>How the SQLite log is set up.</summary>
public sealed record SqliteOptions
{
    /// <summary>The folder of the files; made where it is missing.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// Whether a commit waits until the disk has it (<c>synchronous=FULL</c>): an acknowledged report survives power loss. Without, it survives the death of
    /// the process only.
    /// </summary>
    public bool SyncEveryCommit { get; init; } = true;

    /// <summary>The bounds of what waits for the writer.</summary>
    public LogQueueOptions Queue { get; init; } = new();
}
