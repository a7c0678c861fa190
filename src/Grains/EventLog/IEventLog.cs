using Streams.Contract;

namespace Streams.Grains.EventLog;

/// <summary>
/// The truth: every stream's events, append-only, keyed by stream and sequence. What <see cref="AppendAsync"/> has completed survives the death of every process.
/// Thread-safe. Implementations pass <c>EventLogContract</c> in tests/EventLog.Tests.
/// </summary>
public interface IEventLog
{
    /// <summary>The name of this history: constant for as long as nothing of it could have been lost.</summary>
    string Epoch { get; }

    /// <summary>
    /// Queues an append and completes when it is durable. Appends of one stream that are queued in order are committed in order; the records, the items and the
    /// stream's row of one append are committed together or not at all.
    /// </summary>
    /// <exception cref="LogConflictException">
    /// The stream's last event is not the one before the first of these, or an earlier append of the same chain failed: another activation wrote, or the stream was deleted.
    /// Nothing was appended.
    /// </exception>
    /// <exception cref="LogUnavailableException">The queue is full, or the storage failed. Whether anything was appended is not known: reload.</exception>
    Task AppendAsync(LogAppend append);

    /// <summary>Reads forward.</summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="afterSeq">The sequence after which to begin; 0 for the start.</param>
    /// <param name="limit">At most how many.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Records, oldest first; empty for a stream that is not there.</returns>
    Task<IReadOnlyList<LogRecord>> ReadAsync(string streamId, long afterSeq, int limit, CancellationToken cancellation = default);

    /// <summary>Reads one kind of event backward, in time that depends on <paramref name="limit"/> and not on the length of the history (activities and milestones).</summary>
    /// <returns>Events before <paramref name="beforeSeq"/>, newest first.</returns>
    Task<IReadOnlyList<StreamEvent>> ReadBackAsync(
        string streamId, EventName name, long beforeSeq, int limit, CancellationToken cancellation = default);

    /// <summary>
    /// Reads the ids of reports backward from <paramref name="upToSeq"/>: all since <paramref name="since"/>, and in any case the last <paramref name="least"/>,
    /// but never more than <paramref name="most"/>.
    /// </summary>
    /// <returns>Newest first.</returns>
    Task<IReadOnlyList<ReportMark>> ReadReportsBackAsync(
        string streamId, long upToSeq, DateTimeOffset since, int least, int most, CancellationToken cancellation = default);

    /// <summary>Deletes everything of a stream, after the appends that are queued already. Later appends to it conflict.</summary>
    /// <exception cref="LogUnavailableException">The storage failed.</exception>
    Task DeleteAsync(string streamId);
}

/// <summary>What a stream appends at once.</summary>
/// <param name="StreamId">The stream.</param>
/// <param name="Records">At least one; sequences without holes.</param>
/// <param name="Items">The items that the records add or change, as they are afterwards, each with the sequence of its event.</param>
/// <param name="Stream">The stream as the last <c>stream-updated</c> of the records tells it, or null where there is none.</param>
public sealed record LogAppend(string StreamId, IReadOnlyList<LogRecord> Records, IReadOnlyList<LoggedItem> Items, ProgressStream? Stream)
{
    /// <summary>The chain that the append belongs to, if it rests on appends that are not durable yet.</summary>
    public AppendChain? Chain { get; init; }
}

/// <summary>
/// The appends that one activation has made since it loaded the stream. Each rests on the ones before it. After one of them has failed the log refuses the rest: if another
/// activation has written as many events as the failed one, their sequences would pass the fence. Not thread-safe: the log's writer owns it.
/// </summary>
public sealed class AppendChain
{
    /// <summary>Whether an append of the chain has failed.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Refuses the rest of the chain.</summary>
    public void Break() => IsBroken = true;
}

/// <summary>One event in the log.</summary>
/// <param name="Event">What viewers get.</param>
/// <param name="ReportId">The id of the report that it came from, on the last event of that report.</param>
/// <param name="Note">What the rules need to replay the event and viewers do not get, or null.</param>
public sealed record LogRecord(StreamEvent Event, string? ReportId = null, JsonText? Note = null)
{
    /// <summary>The event's sequence.</summary>
    public long Seq => Event.Seq;
}

/// <summary>An item after an event.</summary>
/// <param name="Seq">The event's sequence.</param>
/// <param name="Item">The item.</param>
public sealed record LoggedItem(long Seq, Item Item);

/// <summary>A report that the log knows.</summary>
/// <param name="ReportId">Its id.</param>
/// <param name="At">When it was taken in.</param>
public sealed record ReportMark(string ReportId, DateTimeOffset At);

/// <summary>The fence: the append does not follow the stream's last event.</summary>
public sealed class LogConflictException(string streamId, long seq)
    : Exception($"The log of stream '{streamId}' does not end before event {seq}.");

/// <summary>The log cannot take or give anything now.</summary>
public sealed class LogUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
