using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Relay;

/// <summary>
/// Bounds how many renewals and how many reads are under way at once on this host, and turns what a source throws into a refusal; counts the calls. First watches are not held
/// up: each is asked for by a viewer, and there is one per stream. Thread-safe.
/// </summary>
/// <param name="inner">The source.</param>
/// <param name="concurrency">The bound, for each kind.</param>
/// <param name="metrics">Counts the calls.</param>
public sealed class BoundedSource(IStreamSource inner, int concurrency, RelayMetrics metrics) : IStreamSource, IDisposable
{
    private readonly SemaphoreSlim _renewals = new(concurrency);
    private readonly SemaphoreSlim _reads = new(concurrency);

    /// <inheritdoc/>
    public Task<Outcome<Snapshot>> WatchAsync(string streamId) => GuardAsync("watch", null, () => inner.WatchAsync(streamId));

    /// <inheritdoc/>
    public Task<Outcome<Position>> RenewAsync(string streamId) => GuardAsync("renew", _renewals, () => inner.RenewAsync(streamId));

    /// <inheritdoc/>
    public Task<Outcome<EventPage>> ReadAsync(string streamId, long afterSeq, int limit) =>
        GuardAsync("read", _reads, () => inner.ReadAsync(streamId, afterSeq, limit));

    /// <inheritdoc/>
    public async Task UnwatchAsync(string streamId)
    {
        metrics.SourceCalled("unwatch");
        try
        {
            await inner.UnwatchAsync(streamId);
        }
        catch (Exception)
        {
            // The lease runs out by itself.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _renewals.Dispose();
        _reads.Dispose();
    }

    private async Task<Outcome<T>> GuardAsync<T>(string kind, SemaphoreSlim? bound, Func<Task<Outcome<T>>> call)
    {
        if (bound is not null)
            await bound.WaitAsync();
        metrics.SourceCalled(kind);
        try
        {
            return await call();
        }
        catch (Exception)
        {
            return Refusal.Unavailable("The stream cannot be reached now.");
        }
        finally
        {
            bound?.Release();
        }
    }
}
