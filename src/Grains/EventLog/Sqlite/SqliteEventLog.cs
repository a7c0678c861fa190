using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Streams.Grains.EventLog.Sqlite;

/// <summary>
/// The log in SQLite. One bounded queue and one writer for all streams of the process: it commits what has gathered in one transaction, then completes every
/// append that waits. Thread-safe.
/// </summary>
public sealed partial class SqliteEventLog : IEventLog, IAsyncDisposable
{
    private readonly SqliteStore _store;
    private readonly SqliteReader _reader;
    private readonly LogMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Channel<Work> _queue;
    private readonly Task _writing;
    private long _queuedBytes;

    /// <summary>Opens the log of a store, which it does not own.</summary>
    public SqliteEventLog(SqliteStore store, SqliteReader reader, LogMetrics metrics, ILogger<SqliteEventLog> logger)
    {
        (_store, _reader, _metrics, _logger) = (store, reader, metrics, logger);
        _queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(store.Options.QueueCapacity) { SingleReader = true });
        _metrics.WatchQueue(() => _queue.Reader.Count);

        // A thread of its own: SQLite blocks it.
        _writing = Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public string Epoch => _store.Epoch;

    /// <inheritdoc/>
    public Task AppendAsync(LogAppend append)
    {
        var bytes = append.Records.Sum(record => record.Event.Payload.Length) + append.Items.Sum(item => item.Item.Data.Length);
        if (Interlocked.Add(ref _queuedBytes, bytes) > _store.Options.QueueBytes)
        {
            Interlocked.Add(ref _queuedBytes, -bytes);
            return Task.FromException(new LogUnavailableException("The log's queue is full."));
        }

        return Enqueue(new Work(append, append.StreamId, bytes));
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string streamId) => Enqueue(new Work(Append: null, streamId, Bytes: 0));

    /// <summary>Takes no more, commits what is queued, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing;
    }

    private Task Enqueue(Work work)
    {
        if (_queue.Writer.TryWrite(work))
            return work.Done.Task;
        Interlocked.Add(ref _queuedBytes, -work.Bytes);
        return Task.FromException(new LogUnavailableException(_writing.IsCompleted || _queue.Reader.Completion.IsCompleted ? "The log is closed." : "The log's queue is full."));
    }

    private void Write()
    {
        SqliteWriter? writer = null;
        var batch = new List<Work>();
        while (Gather(batch))
        {
            var started = Stopwatch.GetTimestamp();
            if (!TryCommit(ref writer, batch))
            {
                writer?.Dispose();
                writer = null;
            }

            _metrics.Committed(batch.Count, batch.Sum(work => work.Append?.Records.Count ?? 0), Stopwatch.GetElapsedTime(started));
            Complete(batch);
        }

        writer?.Dispose();
    }

    /// <summary>Waits for work and takes what there is, bounded. Returns false at the end.</summary>
    private bool Gather(List<Work> batch)
    {
        batch.Clear();
        if (!_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            return false;
        for (var records = 0; records < _store.Options.BatchRecords && _queue.Reader.TryRead(out var work);)
        {
            batch.Add(work);
            records += work.Append?.Records.Count ?? 1;
            Interlocked.Add(ref _queuedBytes, -work.Bytes);
        }

        return true;
    }

    /// <summary>Commits a batch. Each work knows its failure afterwards, if it has one. Returns false where the writer cannot be used any more.</summary>
    private bool TryCommit(ref SqliteWriter? writer, List<Work> batch)
    {
        try
        {
            writer ??= new SqliteWriter(_store.OpenToWrite());
            writer.Begin();
            foreach (var work in batch)
            {
                if (work.Append is null)
                    writer.Delete(work.StreamId);
                else if (!writer.TryAppend(work.Append))
                    work.Failure = new LogConflictException(work.StreamId, work.Append.Records[0].Seq);
            }

            writer.Commit();
            return true;
        }
        catch (Exception exception)
        {
            SqliteLogMessages.CommitFailed(_logger, batch.Count, exception);
            foreach (var work in batch)
                work.Failure = new LogUnavailableException("The log's file cannot be written.", exception);
            return TryRollback(writer);
        }
    }

    private static bool TryRollback(SqliteWriter? writer)
    {
        try
        {
            // Some failures have rolled back already; then this fails, and a new connection is the way to a known state.
            writer?.Rollback();
            return writer is not null;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private static void Complete(List<Work> batch)
    {
        foreach (var work in batch)
        {
            if (work.Failure is null)
                work.Done.SetResult();
            else
                work.Done.SetException(work.Failure);
        }
    }

    /// <summary>An append, or a deletion where there is none.</summary>
    private sealed record Work(LogAppend? Append, string StreamId, long Bytes)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Exception? Failure { get; set; }
    }
}
