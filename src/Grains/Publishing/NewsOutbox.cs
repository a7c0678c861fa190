using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Telemetry;

namespace Streams.Grains.Publishing;

/// <summary>
/// A silo's outbox: grains put committed events in and go on; one pump for each watching host sends them over the host's Orleans stream, many at once.
/// Thread-safe. Each host's queue holds at most <see cref="Capacity"/> pieces and <see cref="CapacityBytes"/>; what finds it full is dropped, and the host's relay sees
/// the gap and reads the log.
/// </summary>
public sealed partial class NewsOutbox : IAsyncDisposable
{
    /// <summary>How many pieces of news wait for one host at most.</summary>
    public const int Capacity = 16_384;

    /// <summary>About how many bytes wait for one host at most.</summary>
    public const long CapacityBytes = 64 * 1024 * 1024;

    /// <summary>How many pieces of news are sent at once at most.</summary>
    public const int MaxBatch = 512;

    /// <summary>About how many bytes are sent at once at most: Orleans' memory streams take no message of 1 MiB, and lose it.</summary>
    public const long MaxBatchBytes = 512 * 1024;

    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(2);

    private readonly IClusterClient _client;
    private readonly OutboxMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, HostQueue> _queues = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<HostQueue, Task> _pumps = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Makes an outbox without queues: each begins with the first news for its host.</summary>
    public NewsOutbox(IClusterClient client, OutboxMetrics metrics, TimeProvider time, ILogger<NewsOutbox> logger)
    {
        (_client, _metrics, _time, _logger) = (client, metrics, time, logger);
        metrics.WatchQueues(() => _queues.Sum(queue => (long)queue.Value.Length), () => _queues.Sum(queue => queue.Value.Bytes));
    }

    /// <summary>The pumps that are running.</summary>
    internal IReadOnlyCollection<Task> Pumps => [.. _pumps.Values];

    /// <summary>Hands news to the pumps of the hosts. Never waits.</summary>
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
        await Task.WhenAll(_pumps.Values);
        _stopping.Dispose();
    }

    private void Publish(string host, StreamNews piece)
    {
        while (!_stopping.IsCancellationRequested && !QueueOf(host).TryAdd(piece))
        {
            // Full: dropped. Completed: the pump ended for lack of news just now, and a new one begins.
            if (_queues.TryGetValue(host, out var queue) && !queue.IsCompleted)
            {
                _metrics.Dropped();
                LogDropped(piece.StreamId, piece.Events is [.., var last] ? last.Seq : 0, host);
                break;
            }
        }
    }

    private HostQueue QueueOf(string host)
    {
        if (_queues.TryGetValue(host, out var queue))
            return queue;
        var created = new HostQueue();
        queue = _queues.GetOrAdd(host, created);
        if (queue == created)
            _pumps[created] = Task.Run(() => PumpAsync(host, created));
        return queue;
    }

    private async Task PumpAsync(string host, HostQueue queue)
    {
        Instrumentation.LeaveTrace();
        var stream = _client.GetStreamProvider(NewsStreams.Provider).GetStream<StreamNews[]>(StreamId.Create(NewsStreams.Namespace, host));
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
                await stream.OnNextAsync([.. batch]);
            }
            catch (Exception exception)
            {
                // The host's relay finds out by the sequence, at the latest when it renews its lease.
                _metrics.NotSent(batch.Count);
                LogSendFailed(batch.Count, host, exception);
            }

            batch.Clear();
        }

        _pumps.TryRemove(queue, out _);
    }

    /// <summary>Waits for news. A queue without any for a while, or at the end, is closed: what is in it still comes.</summary>
    private async Task<bool> HasNewsAsync(string host, HostQueue queue)
    {
        try
        {
            return await queue.WaitAsync(_stopping.Token).WaitAsync(IdleLimit, _time);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            _queues.TryRemove(KeyValuePair.Create(host, queue));
            queue.Complete();
            return await queue.WaitAsync(CancellationToken.None);
        }
    }

    [LoggerMessage(200, LogLevel.Debug, "News of stream {StreamId} up to event {Seq} for host {HostId} was dropped: its queue is full", EventName = "NewsDropped")]
    private partial void LogDropped(string streamId, long seq, string hostId);

    [LoggerMessage(201, LogLevel.Warning, "{Count} pieces of news could not be sent to host {HostId}", EventName = "NewsNotSent")]
    private partial void LogSendFailed(int count, string hostId, Exception exception);

    /// <summary>What waits for one host. Adding is thread-safe; one pump takes.</summary>
    private sealed class HostQueue
    {
        private readonly Channel<StreamNews> _pieces = Channel.CreateBounded<StreamNews>(new BoundedChannelOptions(Capacity) { SingleReader = true });
        private long _bytes;

        public int Length => _pieces.Reader.Count;

        public long Bytes => Interlocked.Read(ref _bytes);

        public bool IsCompleted => _pieces.Reader.Completion.IsCompleted;

        /// <returns>False where it is full or completed.</returns>
        public bool TryAdd(StreamNews piece)
        {
            var size = NewsPieces.SizeOf(piece);
            if (Interlocked.Add(ref _bytes, size) <= CapacityBytes && _pieces.Writer.TryWrite(piece))
                return true;
            Interlocked.Add(ref _bytes, -size);
            return false;
        }

        /// <summary>Takes the next piece if it is not larger than what is left of a batch.</summary>
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
