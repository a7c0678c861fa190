using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Telemetry;

namespace Streams.Grains.Publishing;

/// <summary>
/// A silo's outbox. Grains add committed events without waiting; one pump per watching host sends them in batches over the host's Orleans stream. Each host's queue holds
/// at most <see cref="Capacity"/> pieces and <see cref="CapacityBytes"/>. If it is full, news is dropped; the host's relay sees the gap and reads the log. Thread-safe.
/// </summary>
internal sealed partial class NewsOutbox : IAsyncDisposable
{
    /// <summary>The maximum number of queued pieces of news per host.</summary>
    internal const int Capacity = 16_384;

    /// <summary>The approximate maximum size of the queued news per host, in bytes.</summary>
    internal const long CapacityBytes = 64 * 1024 * 1024;

    /// <summary>The maximum number of pieces in one message.</summary>
    internal const int MaxBatch = 512;

    /// <summary>The approximate maximum size of one message, in bytes.</summary>
    internal const long MaxBatchBytes = 512 * 1024;

    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(2);

    private readonly Func<string, Func<StreamNews[], Task>> _connect;
    private readonly TaskScheduler _scheduler;
    private readonly OutboxMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, HostQueue> _queues = new(StringComparer.Ordinal);
    private readonly Lock _starting = new();
    private readonly ConcurrentDictionary<HostQueue, Task> _pumps = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Creates an outbox without queues; the first news for a host creates its queue.</summary>
    public NewsOutbox(IClusterClient client, OutboxMetrics metrics, TimeProvider time, ILogger<NewsOutbox> logger)
        : this(host => Connect(client, host), metrics, time, logger, TaskScheduler.Default)
    {
    }

    /// <summary>Creates an outbox whose pumps run on <paramref name="scheduler"/>.</summary>
    /// <param name="connect">Returns what sends a batch to a host.</param>
    /// <param name="metrics">The metrics of the outbox.</param>
    /// <param name="time">The clock of the idle limit.</param>
    /// <param name="logger">Logs what is lost.</param>
    /// <param name="scheduler">Runs the pumps.</param>
    internal NewsOutbox(
        Func<string, Func<StreamNews[], Task>> connect, OutboxMetrics metrics, TimeProvider time, ILogger<NewsOutbox> logger, TaskScheduler scheduler)
    {
        (_connect, _metrics, _time, _logger, _scheduler) = (connect, metrics, time, logger, scheduler);
        metrics.WatchQueues(() => _queues.Sum(queue => (long)queue.Value.Length), () => _queues.Sum(queue => queue.Value.Bytes));
    }

    /// <summary>The pumps that are running.</summary>
    internal IReadOnlyCollection<Task> Pumps => [.. _pumps.Values];

    /// <summary>Queues news for hosts. Never waits.</summary>
    public void Publish(IReadOnlyList<string> hosts, StreamNews news)
    {
        if (hosts.Count == 0)
            return;
        foreach (var piece in NewsPieces.Split(news))
        {
            foreach (var host in hosts)
                Publish(host, piece);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Task[] pumps;
        lock (_starting)
            pumps = [.. _pumps.Values];
        await Task.WhenAll(pumps);
        _stopping.Dispose();
    }

    private void Publish(string host, StreamNews piece)
    {
        while (QueueOf(host) is { } open && !open.TryAdd(piece))
        {
            // If the queue is full, drop the piece. If it is completed, its pump has just ended because it was idle: start a new one.
            if (_queues.TryGetValue(host, out var queue) && !queue.IsCompleted)
            {
                _metrics.Dropped();
                LogDropped(piece.StreamId, piece.Events is [.., var last] ? last.Seq : 0, host);
                break;
            }
        }
    }

    /// <summary>Gets the host's queue, or creates it and starts its pump; null once the outbox stops.</summary>
    private HostQueue? QueueOf(string host)
    {
        if (_queues.TryGetValue(host, out var queue))
            return queue;
        lock (_starting)
        {
            if (_stopping.IsCancellationRequested)
                return null;
            if (_queues.TryGetValue(host, out queue))
                return queue;
            // On a scheduler of its own, the pump's turns are queued there; in the pool, adding must not run them.
            var created = _queues[host] = new HostQueue(runInline: _scheduler != TaskScheduler.Default);
            _pumps[created] = Task.Factory.StartNew(
                () => PumpAsync(host, created), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler).Unwrap();
            return created;
        }
    }

    /// <summary>Does not throw.</summary>
    private async Task PumpAsync(string host, HostQueue queue)
    {
        Instrumentation.DetachFromTrace();
        try
        {
            await SendAllAsync(host, queue);
        }
        catch (Exception exception)
        {
            // What is queued is lost; the next news starts another pump.
            Close(host, queue);
            LogPumpFailed(queue.Length, host, exception);
        }
        finally
        {
            lock (_starting)
                _pumps.TryRemove(queue, out _);
        }
    }

    private async Task SendAllAsync(string host, HostQueue queue)
    {
        var send = _connect(host);
        var batch = new List<StreamNews>(MaxBatch);
        while (await HasNewsAsync(host, queue))
        {
            for (var bytes = 0L; batch.Count < MaxBatch && queue.TryTake(MaxBatchBytes - bytes, out var piece);)
            {
                batch.Add(piece);
                bytes += NewsPieces.SizeOf(piece);
            }

            try
            {
                await send([.. batch]);
            }
            catch (Exception exception)
            {
                // The host's relay notices the gap by the sequence, at the latest when it renews its lease.
                _metrics.SendFailed(batch.Count);
                LogSendFailed(batch.Count, host, exception);
            }

            batch.Clear();
        }
    }

    private static Func<StreamNews[], Task> Connect(IClusterClient client, string host)
    {
        var stream = client.GetStreamProvider(NewsStreams.Provider).GetStream<StreamNews[]>(StreamId.Create(NewsStreams.Namespace, host));
        return batch => stream.OnNextAsync(batch);
    }

    /// <summary>Waits for news. Closes a queue that is idle, and every queue at shutdown; news that is still in it is returned first.</summary>
    private async Task<bool> HasNewsAsync(string host, HostQueue queue)
    {
        try
        {
            return await queue.WaitAsync(_stopping.Token).WaitAsync(IdleLimit, _time);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            Close(host, queue);
            return await queue.WaitAsync(CancellationToken.None);
        }
    }

    private void Close(string host, HostQueue queue)
    {
        _queues.TryRemove(KeyValuePair.Create(host, queue));
        queue.Complete();
    }

    [LoggerMessage(200, LogLevel.Debug, "News of stream {StreamId} up to event {Seq} for host {HostId} was dropped: its queue is full", EventName = "NewsDropped")]
    private partial void LogDropped(string streamId, long seq, string hostId);

    [LoggerMessage(201, LogLevel.Warning, "{Count} pieces of news could not be sent to host {HostId}", EventName = "NewsNotSent")]
    private partial void LogSendFailed(int count, string hostId, Exception exception);

    [LoggerMessage(202, LogLevel.Error, "The pump for host {HostId} failed; {Count} pieces of news are lost", EventName = "NewsPumpFailed")]
    private partial void LogPumpFailed(int count, string hostId, Exception exception);

    /// <summary>The news queued for one host. Adding is thread-safe; one pump takes.</summary>
    private sealed class HostQueue(bool runInline)
    {
        private readonly Channel<StreamNews> _pieces = Channel.CreateBounded<StreamNews>(new BoundedChannelOptions(Capacity) { SingleReader = true, AllowSynchronousContinuations = runInline });
        private long _bytes;

        public int Length => _pieces.Reader.Count;

        public long Bytes => Interlocked.Read(ref _bytes);

        public bool IsCompleted => _pieces.Reader.Completion.IsCompleted;

        /// <returns>False if it is full or completed.</returns>
        public bool TryAdd(StreamNews piece)
        {
            var size = NewsPieces.SizeOf(piece);
            if (Interlocked.Add(ref _bytes, size) <= CapacityBytes && _pieces.Writer.TryWrite(piece))
                return true;
            Interlocked.Add(ref _bytes, -size);
            return false;
        }

        /// <summary>Takes the next piece if it fits into the rest of a batch.</summary>
        public bool TryTake(long room, [NotNullWhen(true)] out StreamNews? piece)
        {
            if (!_pieces.Reader.TryPeek(out piece) || NewsPieces.SizeOf(piece) > room || !_pieces.Reader.TryRead(out piece))
                return false;
            Interlocked.Add(ref _bytes, -NewsPieces.SizeOf(piece));
            return true;
        }

        public Task<bool> WaitAsync(CancellationToken cancellation) => _pieces.Reader.WaitToReadAsync(cancellation).AsTask();

        public void Complete() => _pieces.Writer.TryComplete();
    }
}
