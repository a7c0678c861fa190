namespace Streams.Grains.EventLog;

/// <summary>
/// A part of a stream's history in which only the last progress tick of each interval is kept. Parts are small: each is one work item of the log's writer, and the work queued
/// behind it waits.
/// </summary>
/// <param name="StreamId">The stream.</param>
/// <param name="AfterSeq">The part begins after this sequence.</param>
/// <param name="UpToSeq">The part's last sequence.</param>
/// <param name="ReportsFrom">From this sequence on, ticks with a report id are kept: the stream must still recognise its last reports.</param>
/// <param name="Interval">One tick is kept of each such interval.</param>
internal sealed record LogThinning(string StreamId, long AfterSeq, long UpToSeq, long ReportsFrom, TimeSpan Interval)
{
    /// <summary>The interval in whole milliseconds, at least 1.</summary>
    public long IntervalMilliseconds => Math.Max(1, (long)Interval.TotalMilliseconds);
}
