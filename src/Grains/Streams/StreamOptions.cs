namespace Streams.Grains.Streams;

/// <summary>What can be configured about streams (section <c>Streams</c>).</summary>
public sealed class StreamOptions
{
    /// <summary>After how long without an activity an agent counts as failed. At least 1 s; 60 s where not set.</summary>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>After how many events a snapshot is written to grain storage. 512 where not set.</summary>
    public int SnapshotEvery { get; set; } = 512;

    /// <summary>How many items a stream keeps in memory between reports; more are read from the log's table anew. 5,000 where not set.</summary>
    public int MaxKnownItems { get; set; } = 5_000;
}
