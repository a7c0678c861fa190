namespace Streams.Grains.EventLog;

/// <summary>Limits on the work queued for a log's writer.</summary>
public sealed record LogQueueOptions
{
    /// <summary>The maximum number of queued appends; further ones are refused immediately.</summary>
    public int Capacity { get; init; } = 4_096;

    /// <summary>The maximum queued payload in bytes; an append that would exceed it is refused immediately.</summary>
    public long Bytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The number of records after which a commit takes no further appends.</summary>
    public int BatchRecords { get; init; } = 4_096;
}
