using Streams.Contract;

namespace Streams.Grains.EventLog;

/// <summary>
/// The source of truth: every stream's events, append-only, keyed by stream and sequence. A completed <see cref="AppendAsync"/> survives the death of every process.
/// Thread-safe. Implementations pass <c>EventLogContract</c> in tests/EventLog.Tests.
/// </summary>
public interface IEventLog
{
    /// <summary>Identifies this history. Changes when events may have been lost.</summary>
    string Epoch { get; }

    /// <summary>
    /// Queues an append and completes when it is durable. Appends to one stream are committed in the order in which they were queued. The records, the items and the
    /// stream's row of an append are committed together or not at all.
    /// </summary>
    /// <exception cref="LogConflictException">
    /// The first record does not directly follow the stream's last event, or an earlier append of the same chain failed: another activation wrote, or the stream was deleted.
    /// Nothing was appended.
    /// </exception>
    /// <exception cref="LogUnavailableException">The queue is full, or the storage failed. The append may or may not have happened: reload.</exception>
    Task AppendAsync(LogAppend append);

    /// <summary>Reads events forward.</summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="afterSeq">The sequence after which to start; 0 for the beginning.</param>
    /// <param name="limit">The maximum number of records.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>Records, oldest first; empty if the stream does not exist.</returns>
    Task<IReadOnlyList<LogRecord>> ReadAsync(string streamId, long afterSeq, int limit, CancellationToken cancellation = default);

    /// <summary>Reads one kind of event (activities or milestones) backward. The time depends on <paramref name="limit"/>, not on the length of the history.</summary>
    /// <returns>Events before <paramref name="beforeSeq"/>, newest first.</returns>
    Task<IReadOnlyList<StreamEvent>> ReadBackAsync(
        string streamId, EventName name, long beforeSeq, int limit, CancellationToken cancellation = default);

    /// <summary>
    /// Reads report ids backward from <paramref name="upToSeq"/>: all since <paramref name="since"/>, at least the last <paramref name="least"/>, and at most
    /// <paramref name="most"/>.
    /// </summary>
    /// <returns>Newest first.</returns>
    Task<IReadOnlyList<ReportMark>> ReadReportsBackAsync(
        string streamId, long upToSeq, DateTimeOffset since, int least, int most, CancellationToken cancellation = default);

    /// <summary>Deletes all data of a stream, after the appends that are already queued. Later appends to it conflict.</summary>
    /// <exception cref="LogUnavailableException">The storage failed.</exception>
    Task DeleteAsync(string streamId);
}

/// <summary>An atomic append to one stream.</summary>
/// <param name="StreamId">The stream.</param>
/// <param name="Records">At least one; their sequences have no gaps.</param>
/// <param name="Items">The items that the records add or change, in their new state, each with the sequence of its event.</param>
/// <param name="Stream">The stream as in the last <c>stream-updated</c> record, or null if there is none.</param>
public sealed record LogAppend(string StreamId, IReadOnlyList<LogRecord> Records, IReadOnlyList<LoggedItem> Items, ProgressStream? Stream)
{
    /// <summary>The chain that the append belongs to, if it depends on appends that are not durable yet.</summary>
    public AppendChain? Chain { get; init; }

    /// <summary>The bytes of the events' payloads and the items' data.</summary>
    public long Bytes { get; } = Records.Sum(record => (long)record.Event.Payload.Length) + Items.Sum(item => (long)item.Item.Data.Length);
}

/// <summary>
/// The appends that one activation has made since it loaded the stream. Each depends on the ones before it. After one has failed, the log refuses the rest: if another
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
/// <param name="Event">The event as sent to viewers.</param>
/// <param name="ReportId">The id of the report that caused it; set only on the last event of that report.</param>
/// <param name="Note">Data that the rules need to replay the event and that viewers do not receive, or null.</param>
public sealed record LogRecord(StreamEvent Event, string? ReportId = null, JsonText? Note = null)
{
    /// <summary>The event's sequence.</summary>
    public long Seq => Event.Seq;
}

/// <summary>An item after an event.</summary>
/// <param name="Seq">The event's sequence.</param>
/// <param name="Item">The item.</param>
/// <param name="Json">The item as in the event's payload, so that it is encoded once.</param>
public sealed record LoggedItem(long Seq, Item Item, JsonText Json)
{
    /// <summary>Encodes the item.</summary>
    public LoggedItem(long seq, Item item)
        : this(seq, item, ContractJson.ToText(item))
    {
    }
}

/// <summary>A report in the log.</summary>
/// <param name="ReportId">Its id.</param>
/// <param name="At">When it was accepted.</param>
public sealed record ReportMark(string ReportId, DateTimeOffset At);

/// <summary>The fence: the append does not follow the stream's last event.</summary>
public sealed class LogConflictException(string streamId, long seq)
    : Exception($"Event {seq} does not directly follow the last event in the log of stream '{streamId}'.");

/// <summary>The log cannot be written or read now.</summary>
public sealed class LogUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
