using Orleans.Streams;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Publishing;

/// <summary>
/// The Orleans stream provider that carries news from silos to API hosts. Each silo has one queue, in its memory, which its own pulling agent reads, so a message crosses the
/// network once. The agent does not poll: its read waits for a message. What is queued on a silo that dies is lost; the relays notice by the sequence and read the log. A
/// process that only subscribes has the provider too, but its queue stays empty. Thread-safe.
/// </summary>
internal sealed class NewsQueue(OutboxMetrics? metrics, TimeProvider time)
    : IQueueAdapterFactory, IQueueAdapter, IQueueAdapterReceiver, IQueueAdapterCache, IStreamQueueMapper, IStreamQueueBalancer, ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>The maximum number of messages that wait for the agent, and again of those that wait for hosts; further ones are dropped.</summary>
    internal const int Capacity = 4_096;

    /// <summary>The approximate maximum size of the messages that wait for hosts, in bytes.</summary>
    internal const long CapacityBytes = 64 * 1024 * 1024;

    /// <summary>The agent's own housekeeping, such as ending unused subscriptions, runs between two reads.</summary>
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(10);

    private static readonly QueueId Local = QueueId.GetQueueId(NewsStreams.Provider, 0, 0);

    private readonly Lock _gate = new();
    private readonly Queue<NewsBatch> _messages = new();
    private TaskCompletionSource? _reader;
    private long _number;
    private bool _stopping;

    /// <inheritdoc/>
    public string Name => NewsStreams.Provider;

    /// <summary>False: a subscription starts now, and several silos send to one host, each with its own numbers.</summary>
    public bool IsRewindable => false;

    /// <inheritdoc/>
    public StreamProviderDirection Direction => StreamProviderDirection.ReadWrite;

    /// <summary>Adds messages; drops them if the queue is full.</summary>
    public Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext)
    {
        foreach (var news in events.Cast<StreamNews[]>())
            Add(streamId, news);
        return Task.CompletedTask;
    }

    /// <summary>Waits for messages, a limited time and not while the silo stops.</summary>
    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount)
    {
        var waiting = WaitAsync();
        if (!waiting.IsCompleted)
            await waiting.WaitAsync(ReadLimit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        var messages = new List<IBatchContainer>();
        lock (_gate)
        {
            while ((maxCount < 0 || messages.Count < maxCount) && _messages.TryDequeue(out var message))
                messages.Add(message);
        }

        return messages;
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle)
    {
        // The agent shuts down only after its read has ended.
        lifecycle.Subscribe(nameof(NewsQueue), ServiceLifecycleStage.Last, _ => Task.CompletedTask, _ =>
        {
            Stop();
            return Task.CompletedTask;
        });
    }

    /// <summary>Ends the read that waits; further ones do not wait.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            _stopping = true;
            _reader?.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

    /// <inheritdoc/>
    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) => this;

    /// <inheritdoc/>
    public IQueueAdapterCache GetQueueAdapterCache() => this;

    /// <inheritdoc/>
    public IQueueCache CreateQueueCache(QueueId queueId) => new NewsCache(Capacity, CapacityBytes);

    /// <inheritdoc/>
    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) => Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler());

    /// <inheritdoc/>
    public IStreamQueueMapper GetStreamQueueMapper() => this;

    /// <inheritdoc/>
    public IEnumerable<QueueId> GetAllQueues() => [Local];

    /// <inheritdoc/>
    public QueueId GetQueueForStream(StreamId streamId) => Local;

    /// <inheritdoc/>
    public IEnumerable<QueueId> GetMyQueues() => [Local];

    /// <inheritdoc/>
    public bool SubscribeToQueueDistributionChangeEvents(IStreamQueueBalanceListener observer) => true;

    /// <inheritdoc/>
    public bool UnSubscribeFromQueueDistributionChangeEvents(IStreamQueueBalanceListener observer) => true;

    /// <inheritdoc/>
    public Task Initialize(IStreamQueueMapper queueMapper) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task Initialize(TimeSpan timeout) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task Shutdown() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task Shutdown(TimeSpan timeout) => Task.CompletedTask;

    private void Add(StreamId streamId, StreamNews[] news)
    {
        lock (_gate)
        {
            if (_messages.Count >= Capacity)
            {
                // The host's relay notices the gap by the sequence.
                metrics?.SendFailed(news.Length);
                return;
            }

            _messages.Enqueue(new(streamId, news, ++_number));
            _reader?.TrySetResult();
        }
    }

    private Task WaitAsync()
    {
        lock (_gate)
        {
            if (_messages.Count > 0 || _stopping)
                return Task.CompletedTask;
            _reader = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _reader.Task;
        }
    }
}
