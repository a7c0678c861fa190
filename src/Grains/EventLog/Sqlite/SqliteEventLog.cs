using Microsoft.Extensions.Logging;

namespace Streams.Grains.EventLog.Sqlite;

/// <summary>The log in SQLite. Thread-safe.</summary>
public sealed class SqliteEventLog : SqlEventLog
{
    private readonly SqliteStore _store;
    private readonly ILogger _logger;
    private readonly Task _writing;
    private SqliteWriter? _writer;

    /// <summary>Opens the log of a store, which it does not own.</summary>
    public SqliteEventLog(SqliteStore store, SqliteReader reader, LogMetrics metrics, ILogger<SqliteEventLog> logger)
        : base(store.Epoch, reader, new GroupCommitQueue(store.Options.Queue, metrics, logger))
    {
        (_store, _logger) = (store, logger);

        // A dedicated thread: SQLite calls block.
        _writing = WatchAsync(Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    /// <summary>SQLite's planner rates the primary key's index as equally good and would read all events of a stream that has few report ids.</summary>
    private protected override string ReportedEvents => "events INDEXED BY events_reports";

    private protected override Task EndAsync() => _writing;

    private void Write()
    {
        Queue.Run(Commit);
        _writer?.Dispose();
    }

    private void Commit(IReadOnlyList<QueuedWork> batch)
    {
        try
        {
            _writer ??= new SqliteWriter(_store.OpenToWrite());
            _writer.Begin();
            foreach (var work in batch)
            {
                if (work.Thinning is { } part)
                    _writer.Thin(part);
                else if (work.Append is null)
                    _writer.Delete(work.StreamId);
                else if (work.IsRefused || !_writer.TryAppend(work.Append))
                    work.Fail(new LogConflictException(work.StreamId, work.Append.Records[0].Seq));
            }

            _writer.Commit();
        }
        catch (Exception exception)
        {
            foreach (var work in batch)
                work.Fail(new LogUnavailableException("Cannot write the log file.", exception));
            Rollback();
            LogMessages.CommitFailed(_logger, batch.Count, exception);
        }
    }

    private void Rollback()
    {
        try
        {
            _writer?.Rollback();
        }
        catch (Exception)
        {
            // The rollback fails if the failure has already rolled back. Only a new connection is then in a known state.
            var writer = _writer;
            _writer = null;
            writer?.Dispose();
        }
    }
}
