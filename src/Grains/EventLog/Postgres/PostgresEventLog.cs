using Microsoft.Extensions.Logging;
using Npgsql;

namespace Streams.Grains.EventLog.Postgres;

/// <summary>The log in PostgreSQL. Other processes may write to the same tables and streams: the primary key gives each sequence to one of them. Thread-safe.</summary>
public sealed class PostgresEventLog : SqlEventLog
{
    /// <summary>The maximum number of attempts for a batch that conflicts with other processes. Each conflict means that another process has made progress.</summary>
    private const int Attempts = 10;

    private readonly PostgresStore _store;
    private readonly ILogger _logger;
    private readonly SiloIdentity? _silo;
    private readonly Task _writing;
    private PostgresWriter? _writer;

    /// <summary>Opens the log of a store, which it does not own.</summary>
    /// <param name="store">The store.</param>
    /// <param name="reader">Reads from the store.</param>
    /// <param name="metrics">The metrics of the log.</param>
    /// <param name="logger">Logs failed commits.</param>
    /// <param name="silo">The silo that writes: once the others have declared it dead, every write fails. Null in a process that belongs to no cluster.</param>
    public PostgresEventLog(PostgresStore store, PostgresReader reader, LogMetrics metrics, ILogger<PostgresEventLog> logger, SiloIdentity? silo = null)
        : base(store.Epoch, reader, new GroupCommitQueue(store.Options.Queue, metrics, logger))
    {
        (_store, _logger, _silo) = (store, logger, silo);
        _writing = WatchAsync(Task.Run(WriteAsync));
    }

    private protected override Task EndAsync() => _writing;

    private async Task WriteAsync()
    {
        await Queue.RunAsync(CommitAsync).ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
    }

    /// <summary>Commits runs of appends, each in one transaction, and the deletions and thinnings between them.</summary>
    private async Task CommitAsync(IReadOnlyList<QueuedWork> batch)
    {
        for (var first = 0; first < batch.Count;)
        {
            var last = first;
            while (last < batch.Count && batch[last].Append is not null)
                last++;
            if (last > first)
                await TryAsync([.. batch.Skip(first).Take(last - first)], (writer, run) => writer.AppendAsync(run)).ConfigureAwait(false);
            if (last < batch.Count)
                await TryAsync([batch[last]], (writer, run) => run[0].Thinning is { } part ? writer.ThinAsync(part) : writer.DeleteAsync(run[0].StreamId)).ConfigureAwait(false);
            first = last + 1;
        }
    }

    private async Task TryAsync(IReadOnlyList<QueuedWork> run, Func<PostgresWriter, IReadOnlyList<QueuedWork>, Task> commit)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                _writer ??= await PostgresWriter.OpenAsync(_store, _silo).ConfigureAwait(false);
                await commit(_writer, run).ConfigureAwait(false);
                return;
            }
            catch (PostgresException exception) when (attempt < Attempts && exception.SqlState
                is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                // Nothing was appended. The next attempt checks the batch again and finds the conflicting append.
                await CloseAsync().ConfigureAwait(false);
                LogMessages.CommitRepeated(_logger, attempt, exception);
            }
            catch (Exception exception)
            {
                foreach (var work in run)
                    work.Fail(new LogUnavailableException("Cannot write to PostgreSQL.", exception));
                await CloseAsync().ConfigureAwait(false);
                LogMessages.CommitFailed(_logger, run.Count, exception);
                return;
            }
        }
    }

    private async Task CloseAsync()
    {
        var writer = _writer;
        _writer = null;
        if (writer is not null)
            await writer.DisposeAsync().ConfigureAwait(false);
    }
}
