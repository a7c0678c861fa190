namespace Streams.Api.Gates;

/// <summary>
/// Lets requests to one silo share calls. A request goes out at once while fewer than <paramref name="atOnce"/> calls are in flight; otherwise it waits until one returns,
/// and everything that waits by then goes out together. So nothing waits on an idle system, and calls grow as fast as the load. Thread-safe.
/// </summary>
/// <param name="call">Makes a call; the replies are in the order of the requests.</param>
/// <param name="weigh">The weight of a request, at least 1.</param>
/// <param name="atOnce">The maximum number of calls in flight.</param>
/// <param name="most">The maximum weight of a call, unless a single request weighs more.</param>
/// <param name="capacity">The maximum weight of the requests that wait.</param>
internal sealed class SharedCalls<TRequest, TReply>(
    Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TReply>>> call, Func<TRequest, int> weigh, int atOnce, int most, int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private int _weight;
    private int _inFlight;

    /// <summary>Sends a request.</summary>
    /// <returns>The reply, or the failure of the whole call; null if too many requests wait.</returns>
    public Task<TReply>? TryCall(TRequest request)
    {
        var waiting = new Waiting(request, weigh(request));
        List<Waiting> batch;
        lock (_gate)
        {
            if (_weight + waiting.Weight > capacity)
                return null;
            _waiting.Enqueue(waiting);
            _weight += waiting.Weight;
            if (_inFlight == atOnce)
                return waiting.Reply.Task;
            _inFlight++;
            batch = TakeLocked();
        }

        _ = SendAsync(batch);
        return waiting.Reply.Task;
    }

    private async Task SendAsync(List<Waiting> batch)
    {
        while (batch.Count > 0)
        {
            try
            {
                var replies = await call(batch.ConvertAll(static waiting => waiting.Request));
                for (var i = 0; i < batch.Count; i++)
                    batch[i].Reply.TrySetResult(replies[i]);
            }
            catch (Exception failure)
            {
                foreach (var waiting in batch)
                    waiting.Fail(failure);
            }

            lock (_gate)
            {
                batch = TakeLocked();
                if (batch.Count == 0)
                    _inFlight--;
            }
        }
    }

    private List<Waiting> TakeLocked()
    {
        var (batch, weight) = (new List<Waiting>(), 0);
        while (_waiting.TryPeek(out var next) && (batch.Count == 0 || weight + next.Weight <= most))
        {
            batch.Add(_waiting.Dequeue());
            weight += next.Weight;
        }

        _weight -= weight;
        return batch;
    }

    private sealed record Waiting(TRequest Request, int Weight)
    {
        public TaskCompletionSource<TReply> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Fail(Exception failure)
        {
            // The sender may have stopped waiting; its failure must not surface as unobserved.
            if (Reply.TrySetException(failure))
                Reply.Task.Ignore();
        }
    }
}
