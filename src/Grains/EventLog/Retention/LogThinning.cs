namespace Streams.Grains.EventLog;

/// <summary>
/// A part of a stream's history whose progress ticks are to be thinned: of those that fell into the same stretch of time, the last stays. Small, because it is one
/// piece of work of the log's writer and what is queued behind it waits.
/// </summary>
/// <param name="StreamId">The stream.</param>
/// <param name="AfterSeq">The part begins after this sequence.</param>
/// <param name="UpToSeq">The part's last sequence.</param>
/// <param name="ReportsFrom">From this sequence on, ticks with the id of a report stay: the stream must know its last reports again.</param>
/// <param name="Interval">The stretch of time of which one tick stays.</param>
internal sealed record LogThinning(string StreamId, long AfterSeq, long UpToSeq, long ReportsFrom, TimeSpan Interval)
{
    /// <summary>The interval in whole milliseconds, at least 1.</summary>
    public long IntervalMilliseconds => Math.Max(1, (long)Interval.TotalMilliseconds);
}
