using System.Diagnostics;
using System.Threading.Channels;
using Streams.Grains.Telemetry;

namespace Streams.Grains.EventLog;

/// <summary>
/// One bounded queue for all streams of a process, and the loop of its one writer: what has gathered is committed together, then every append that waits for it is
/// completed. Adding is thread-safe.
/// </summary>
internal sealed class GroupCommitQueue
{
    private readonly LogQueueOptions _options;
    private readonly LogMetrics _metrics;
    private readonly Channel<QueuedWork> _queue;
    private readonly List<QueuedWork> _batch = [];
    private long _bytes;

    public GroupCommitQueue(LogQueueOptions options, LogMetrics metrics)
    {
        (_options, _metrics) = (options, metrics);
        _queue = Channel.CreateBounded<QueuedWork>(new BoundedChannelOptions(options.Capacity) { SingleReader = true });
        metrics.WatchQueue(() => _queue.Reader.Count, () => Interlocked.Read(ref _bytes));
    }

    /// <inheritdoc cref="IEventLog.AppendAsync"/>
    public Task AppendAsync(LogAppend append)
    {
        var bytes = append.Records.Sum(record => record.Event.Payload.Length) + append.Items.Sum(item => item.Item.Data.Length);
        if (Interlocked.Add(ref _bytes, bytes) > _options.Bytes)
        {
            Interlocked.Add(ref _bytes, -bytes);
            return TurnAway();
        }

        return Enqueue(new QueuedWork(append, append.StreamId, bytes) { Caller = Instrumentation.Caller });
    }

    /// <inheritdoc cref="IEventLog.DeleteAsync"/>
    public Task DeleteAsync(string streamId) => Enqueue(new QueuedWork(Append: null, streamId, Bytes: 0));

    /// <inheritdoc cref="SqlEventLog.ThinAsync"/>
    public Task ThinAsync(LogThinning part) => Enqueue(new QueuedWork(Append: null, part.StreamId, Bytes: 0) { Thinning = part });

    /// <summary>Takes no more. What is queued is still committed.</summary>
    public void Close() => _queue.Writer.TryComplete();

    /// <summary>Commits until the queue is closed and empty, blocking the thread that calls.</summary>
    /// <param name="commit">Commits a batch; afterwards each of its works knows its failure, if it has one. Does not throw.</param>
    public void Run(Action<IReadOnlyList<QueuedWork>> commit)
    {
        Instrumentation.LeaveTrace();
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            var started = Gather();
            using var span = CommitSpan.Start(_batch);
            commit(_batch);
            Complete(started, span);
        }
    }

    /// <summary>Commits until the queue is closed and empty.</summary>
    /// <param name="commit">As for <see cref="Run"/>.</param>
    public async Task RunAsync(Func<IReadOnlyList<QueuedWork>, Task> commit)
    {
        Instrumentation.LeaveTrace();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var started = Gather();
            using var span = CommitSpan.Start(_batch);
            await commit(_batch).ConfigureAwait(false);
            Complete(started, span);
        }
    }

    private Task Enqueue(QueuedWork work)
    {
        if (_queue.Writer.TryWrite(work))
            return work.Done.Task;
        Interlocked.Add(ref _bytes, -work.Bytes);
        return _queue.Reader.Completion.IsCompleted ? Task.FromException(new LogUnavailableException("The log is closed.")) : TurnAway();
    }

    private Task TurnAway()
    {
        _metrics.TurnedAway();
        return Task.FromException(new LogUnavailableException("The log's queue is full."));
    }

    /// <summary>Takes what there is, bounded.</summary>
    /// <returns>When that was.</returns>
    private long Gather()
    {
        _batch.Clear();
        for (var records = 0; records < _options.BatchRecords && _queue.Reader.TryRead(out var work);)
        {
            _batch.Add(work);
            records += work.Append?.Records.Count ?? 1;
            Interlocked.Add(ref _bytes, -work.Bytes);
        }

        return Stopwatch.GetTimestamp();
    }

    private void Complete(long started, Activity? span)
    {
        var records = _batch.Sum(work => work.Append?.Records.Count ?? 0);
        _metrics.Committed(_batch.Count, records, Stopwatch.GetElapsedTime(started));
        CommitSpan.End(span, _batch.Count, records, _batch.Find(work => work.Failure is LogUnavailableException)?.Failure);
        foreach (var work in _batch)
        {
            if (work.Failure is null)
            {
                work.Done.SetResult();
                continue;
            }

            if (work.Append is not null)
                _metrics.Failed(work.Failure);
            work.Done.SetException(work.Failure);
        }
    }
}

/// <summary>An append, a thinning, or a deletion where there is neither.</summary>
internal sealed record QueuedWork(LogAppend? Append, string StreamId, long Bytes)
{
    /// <summary>The ticks to thin.</summary>
    public LogThinning? Thinning { get; init; }

    /// <summary>The span that it was asked for in, where somebody listens.</summary>
    public Activity? Caller { get; init; }

    /// <summary>Completed once the work is durable, or has failed.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Why it failed.</summary>
    public Exception? Failure { get; set; }
}
