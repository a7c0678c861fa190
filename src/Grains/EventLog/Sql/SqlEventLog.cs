using System.Data.Common;
using Streams.Contract;

namespace Streams.Grains.EventLog;

/// <summary>A log that is stored in SQL tables. Thread-safe.</summary>
public abstract class SqlEventLog : IEventLog, IAsyncDisposable
{
    private readonly ISqlReader _reader;

    private protected SqlEventLog(string epoch, ISqlReader reader, GroupCommitQueue queue) => (Epoch, _reader, Queue) = (epoch, reader, queue);

    /// <inheritdoc/>
    public string Epoch { get; }

    /// <summary>Why this process can no longer append until it restarts; null while the writer works.</summary>
    internal Exception? WriterFailure => Queue.Failure;

    internal GroupCommitQueue Queue { get; }

    /// <summary>The events table as named in queries that use the partial index on reports.</summary>
    private protected virtual string ReportedEvents => "events";

    /// <inheritdoc/>
    public Task AppendAsync(LogAppend append) => Queue.AppendAsync(append);

    /// <inheritdoc/>
    public Task DeleteAsync(string streamId) => Queue.DeleteAsync(streamId);

    /// <summary>Thins part of a stream's progress ticks, after the appends that are already queued. Does nothing if the stream does not exist.</summary>
    /// <exception cref="LogUnavailableException">The queue is full, or the storage failed.</exception>
    internal Task ThinAsync(LogThinning part) => Queue.ThinAsync(part);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogRecord>> ReadAsync(string streamId, long afterSeq, int limit, CancellationToken cancellation = default) =>
        _reader.QueryAsync(
            "SELECT seq, event, payload, at, report_id, note FROM events WHERE stream = @stream AND seq > @after ORDER BY seq LIMIT @limit",
            [("@stream", streamId), ("@after", afterSeq), ("@limit", limit)],
            row => new LogRecord(Event(row), row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : JsonText.FromTrusted((byte[])row[5])),
            cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StreamEvent>> ReadBackAsync(
        string streamId, EventName name, long beforeSeq, int limit, CancellationToken cancellation = default)
    {
        // The database uses the partial index only for a literal.
        var kind = name is EventName.AgentActivity or EventName.Milestone
            ? (int)name
            : throw new ArgumentOutOfRangeException(nameof(name), name, "Only activities and milestones are read backward.");
        return _reader.QueryAsync(
            $"SELECT seq, event, payload, at FROM events WHERE stream = @stream AND event = {kind} AND seq < @before ORDER BY seq DESC LIMIT @limit",
            [("@stream", streamId), ("@before", beforeSeq), ("@limit", limit)],
            Event,
            cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReportMark>> ReadReportsBackAsync(
        string streamId, long upToSeq, DateTimeOffset since, int least, int most, CancellationToken cancellation = default)
    {
        var count = 0;
        return _reader.QueryAsync(
            $"SELECT report_id, at FROM {ReportedEvents} WHERE stream = @stream AND seq <= @upTo AND report_id IS NOT NULL ORDER BY seq DESC LIMIT @most",
            [("@stream", streamId), ("@upTo", upToSeq), ("@most", most)],
            row => new ReportMark(row.GetString(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))),
            cancellation,
            takeWhile: mark => count++ < least || mark.At >= since);
    }

    /// <summary>Accepts no further work, commits the queue, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        Queue.Close();
        await EndAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Completes once the writer has ended.</summary>
    private protected abstract Task EndAsync();

    /// <summary>Fails the queue if the writer faults. Does not throw.</summary>
    private protected async Task WatchAsync(Task writer)
    {
        try
        {
            await writer.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Queue.End(exception);
        }
    }

    private static StreamEvent Event(DbDataReader row) => new(
        row.GetInt64(0),
        (EventName)row.GetInt32(1),
        JsonText.FromTrusted((byte[])row[2]),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)));
}
