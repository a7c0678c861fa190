using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Publishing;

/// <summary>
/// A silo's outbox: grains put committed events in and go on; one pump for each watching host sends them over the host's Orleans stream, many at once.
/// Thread-safe. Each host's queue holds at most <see cref="Capacity"/>; what finds it full is dropped, and the host's relay sees the gap and reads the log.
/// </summary>
public sealed partial class NewsOutbox(IClusterClient client, TimeProvider time, ILogger<NewsOutbox> logger) : IAsyncDisposable
{
    /// <summary>How many pieces of news wait for one host at most.</summary>
    public const int Capacity = 16_384;

    /// <summary>How many pieces of news are sent at once at most.</summary>
    public const int MaxBatch = 512;

    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, Channel<StreamNews>> _queues = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _pumps = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Hands news to the pumps of the hosts. Never waits.</summary>
    public void Publish(IReadOnlyList<string> hosts, StreamNews news)
    {
        foreach (var host in hosts)
        {
            while (!_stopping.IsCancellationRequested && !QueueOf(host).Writer.TryWrite(news))
            {
                // Full: dropped. Completed: the pump ended for lack of news just now, and a new one begins.
                if (_queues.TryGetValue(host, out var queue) && !queue.Reader.Completion.IsCompleted)
                {
                    LogDropped(host);
                    break;
                }
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_pumps.Values);
        _stopping.Dispose();
    }

    private Channel<StreamNews> QueueOf(string host)
    {
        if (_queues.TryGetValue(host, out var queue))
            return queue;
        var created = Channel.CreateBounded<StreamNews>(new BoundedChannelOptions(Capacity) { SingleReader = true });
        queue = _queues.GetOrAdd(host, created);
        if (queue == created)
            _pumps[host] = Task.Run(() => PumpAsync(host, created));
        return queue;
    }

    private async Task PumpAsync(string host, Channel<StreamNews> queue)
    {
        var stream = client.GetStreamProvider(NewsStreams.Provider).GetStream<StreamNews[]>(StreamId.Create(NewsStreams.Namespace, host));
        var batch = new List<StreamNews>(MaxBatch);
        while (await HasNewsAsync(host, queue))
        {
            while (batch.Count < MaxBatch && queue.Reader.TryRead(out var news))
                batch.Add(news);
            try
            {
                await stream.OnNextAsync([.. batch]);
            }
            catch (Exception exception)
            {
                // The host's relay finds out by the sequence, at the latest when it renews its lease.
                LogSendFailed(host, batch.Count, exception);
            }

            batch.Clear();
        }

        _pumps.TryRemove(host, out _);
    }

    /// <summary>Waits for news. A queue without any for a while, or at the end, is closed: what is in it still comes.</summary>
    private async Task<bool> HasNewsAsync(string host, Channel<StreamNews> queue)
    {
        try
        {
            return await queue.Reader.WaitToReadAsync(_stopping.Token).AsTask().WaitAsync(IdleLimit, time);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            _queues.TryRemove(KeyValuePair.Create(host, queue));
            queue.Writer.TryComplete();
            return await queue.Reader.WaitToReadAsync(CancellationToken.None);
        }
    }

    [LoggerMessage(200, LogLevel.Debug, "News for host {Host} was dropped: its queue is full", EventName = "NewsDropped")]
    private partial void LogDropped(string host);

    [LoggerMessage(201, LogLevel.Warning, "{Count} pieces of news could not be sent to host {Host}", EventName = "NewsNotSent")]
    private partial void LogSendFailed(string host, int count, Exception exception);
}
