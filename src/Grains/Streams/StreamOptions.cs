namespace Streams.Grains.Streams;

/// <summary>Settings of streams (section <c>Streams</c>).</summary>
internal sealed class StreamOptions
{
    /// <summary>The time without an activity after which an agent counts as failed. At least 1 s; 60 s by default.</summary>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The number of events after which a snapshot is written to grain storage. 512 by default.</summary>
    public int SnapshotEvery { get; set; } = 512;

    /// <summary>The number of items that a stream keeps in memory between reports; others are read from the log's table when needed. 5,000 by default.</summary>
    public int MaxKnownItems { get; set; } = 5_000;
}
