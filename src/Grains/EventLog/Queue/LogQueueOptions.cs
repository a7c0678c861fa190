namespace Streams.Grains.EventLog;

/// <summary>The bounds of what waits for a log's writer.</summary>
public sealed record LogQueueOptions
{
    /// <summary>How many appends wait at most; a further one is refused at once.</summary>
    public int Capacity { get; init; } = 4_096;

    /// <summary>How many bytes of payload wait at most; an append beyond it is refused at once.</summary>
    public long Bytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How many records one commit takes at most.</summary>
    public int BatchRecords { get; init; } = 4_096;
}
