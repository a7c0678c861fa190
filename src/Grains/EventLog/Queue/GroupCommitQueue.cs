using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Streams.Grains.Telemetry;

namespace Streams.Grains.EventLog;

/// <summary>
/// The bounded queue for all streams of a process and the loop of its single writer, which commits queued appends in batches and then completes them. Every append completes:
/// with its commit, with the failure of its batch, or with the end of the writer. Adding is thread-safe.
/// </summary>
internal sealed class GroupCommitQueue
{
    private readonly LogQueueOptions _options;
    private readonly LogMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Channel<QueuedWork> _queue;
    private readonly List<QueuedWork> _batch = [];
    private long _bytes;
    private Exception? _failure;
    private volatile bool _closed;

    public GroupCommitQueue(LogQueueOptions options, LogMetrics metrics, ILogger logger)
    {
        (_options, _metrics, _logger) = (options, metrics, logger);
        _queue = Channel.CreateBounded<QueuedWork>(new BoundedChannelOptions(options.Capacity) { SingleReader = true });
        metrics.WatchQueue(() => _queue.Reader.Count, () => Interlocked.Read(ref _bytes));
    }

    /// <summary>Why the writer ended before the queue was closed, or null. After that only a new process can write.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <inheritdoc cref="IEventLog.AppendAsync"/>
    public Task AppendAsync(LogAppend append)
    {
        if (Interlocked.Add(ref _bytes, append.Bytes) > _options.Bytes)
        {
            Interlocked.Add(ref _bytes, -append.Bytes);
            return RefuseFull();
        }

        return Enqueue(new QueuedWork(append, append.StreamId, append.Bytes) { Caller = Instrumentation.Caller });
    }

    /// <inheritdoc cref="IEventLog.DeleteAsync"/>
    public Task DeleteAsync(string streamId) => Enqueue(new QueuedWork(Append: null, streamId, Bytes: 0));

    /// <inheritdoc cref="SqlEventLog.ThinAsync"/>
    public Task ThinAsync(LogThinning part) => Enqueue(new QueuedWork(Append: null, part.StreamId, Bytes: 0) { Thinning = part });

    /// <summary>Accepts no further work. Queued work is still committed.</summary>
    public void Close()
    {
        _closed = true;
        _queue.Writer.TryComplete();
    }

    /// <summary>Commits until the queue is closed and empty, blocking the calling thread.</summary>
    /// <param name="commit">
    /// Commits a batch and calls <see cref="QueuedWork.Fail"/> on each item that failed. If it throws, the whole batch fails and the loop continues with the next.
    /// </param>
    public void Run(Action<IReadOnlyList<QueuedWork>> commit)
    {
        Instrumentation.DetachFromTrace();
        try
        {
            while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                FillBatch();
                try
                {
                    var started = Stopwatch.GetTimestamp();
                    using var span = CommitSpan.Start(_batch);
                    commit(_batch);
                    Complete(started, span);
                }
                catch (Exception exception)
                {
                    FailBatch(exception);
                }
            }
        }
        catch (Exception exception)
        {
            End(exception);
        }
    }

    /// <summary>Commits until the queue is closed and empty.</summary>
    /// <param name="commit">As for <see cref="Run"/>.</param>
    public async Task RunAsync(Func<IReadOnlyList<QueuedWork>, Task> commit)
    {
        Instrumentation.DetachFromTrace();
        try
        {
            while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                FillBatch();
                try
                {
                    var started = Stopwatch.GetTimestamp();
                    using var span = CommitSpan.Start(_batch);
                    await commit(_batch).ConfigureAwait(false);
                    Complete(started, span);
                }
                catch (Exception exception)
                {
                    FailBatch(exception);
                }
            }
        }
        catch (Exception exception)
        {
            End(exception);
        }
    }

    /// <summary>Fails all queued work and all work added later: the writer has ended.</summary>
    public void End(Exception cause)
    {
        Interlocked.CompareExchange(ref _failure, cause, null);
        Close();

        // Work that was added before the queue was closed.
        while (TryTake(out var work))
            _batch.Add(work);
        FailBatch(cause);
        IgnoreFailures(() => LogMessages.WriterEnded(_logger, cause));
    }

    private Task Enqueue(QueuedWork work)
    {
        if (_queue.Writer.TryWrite(work))
            return work.Done.Task;
        Interlocked.Add(ref _bytes, -work.Bytes);
        if (Failure is { } failure)
            return Task.FromException(new LogUnavailableException("The log's writer has ended.", failure));
        return _closed ? Task.FromException(new LogUnavailableException("The log is closed.")) : RefuseFull();
    }

    private Task RefuseFull()
    {
        _metrics.QueueFull();
        return Task.FromException(new LogUnavailableException("The log's queue is full."));
    }

    /// <summary>Takes queued work until the batch has at least <see cref="LogQueueOptions.BatchRecords"/> records or the queue is empty.</summary>
    private void FillBatch()
    {
        _batch.Clear();
        for (var records = 0; records < _options.BatchRecords && TryTake(out var work);)
        {
            _batch.Add(work);
            records += work.Append?.Records.Count ?? 1;
        }
    }

    private bool TryTake([NotNullWhen(true)] out QueuedWork? work)
    {
        if (!_queue.Reader.TryRead(out work))
            return false;
        Interlocked.Add(ref _bytes, -work.Bytes);
        return true;
    }

    private void Complete(long started, Activity? span)
    {
        var records = _batch.Sum(work => work.Append?.Records.Count ?? 0);
        IgnoreFailures(() => _metrics.Committed(_batch.Count, records, Stopwatch.GetElapsedTime(started)));
        IgnoreFailures(() => CommitSpan.End(span, _batch.Count, records, _batch.Find(work => work.Failure is LogUnavailableException)?.Failure));
        foreach (var work in _batch)
            Complete(work);
    }

    /// <summary>Fails the incomplete part of the batch. Does not throw: the writer must not end.</summary>
    private void FailBatch(Exception cause)
    {
        var failure = new LogUnavailableException("The log's writer failed; whether anything was appended is unknown.", cause);
        foreach (var work in _batch)
        {
            work.Fail(failure);
            IgnoreFailures(() => Complete(work));
        }

        IgnoreFailures(() => LogMessages.BatchFailed(_logger, _batch.Count, cause));
    }

    private void Complete(QueuedWork work)
    {
        if (work.Failure is not { } failure)
            work.Done.TrySetResult();
        else if (work.Done.TrySetException(failure) && work.Append is not null)
            _metrics.Failed(failure);
    }

    private static void IgnoreFailures(Action report)
    {
        try
        {
            report();
        }
        catch (Exception)
        {
            // A logger or a metrics listener failed, so the failure cannot be reported.
        }
    }
}

/// <summary>An append, a thinning, or, if it is neither, a deletion.</summary>
internal sealed record QueuedWork(LogAppend? Append, string StreamId, long Bytes)
{
    public LogThinning? Thinning { get; init; }

    /// <summary>The caller's span; null without a listener.</summary>
    public Activity? Caller { get; init; }

    /// <summary>Completes when the work is durable or has failed.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Exception? Failure { get; private set; }

    /// <summary>Whether the work, or an append that it depends on, has failed. It must then not be committed, even if its sequence fits in a later attempt.</summary>
    public bool IsRefused => Failure is not null || Append?.Chain?.IsBroken == true;

    /// <summary>Fails the work, and with it the appends that depend on it.</summary>
    public void Fail(Exception failure)
    {
        Failure = failure;
        Append?.Chain?.Break();
    }
}
