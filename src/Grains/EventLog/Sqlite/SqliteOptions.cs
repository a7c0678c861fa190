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

    /// <summary>How many appends wait for the writer at most; a further one is refused at once.</summary>
    public int QueueCapacity { get; init; } = 4_096;

    /// <summary>How many bytes of payload wait for the writer at most; an append beyond it is refused at once.</summary>
    public long QueueBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How many records one transaction takes at most.</summary>
    public int BatchRecords { get; init; } = 4_096;
}
