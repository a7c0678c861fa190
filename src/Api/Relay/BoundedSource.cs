using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Relay;

/// <summary>
/// Bounds how many renewals and how many reads are under way at once on this host, and turns what a source throws into a refusal. First watches are not held
/// up: each is asked for by a viewer, and there is one per stream. Thread-safe.
/// </summary>
/// <param name="inner">The source.</param>
/// <param name="concurrency">The bound, for each kind.</param>
public sealed class BoundedSource(IStreamSource inner, int concurrency) : IStreamSource, IDisposable
{
    private readonly SemaphoreSlim _renewals = new(concurrency);
    private readonly SemaphoreSlim _reads = new(concurrency);

    /// <inheritdoc/>
    public Task<Outcome<Snapshot>> WatchAsync(string streamId) => GuardAsync(null, () => inner.WatchAsync(streamId));

    /// <inheritdoc/>
    public Task<Outcome<Position>> RenewAsync(string streamId) => GuardAsync(_renewals, () => inner.RenewAsync(streamId));

    /// <inheritdoc/>
    public Task<Outcome<EventPage>> ReadAsync(string streamId, long afterSeq, int limit) =>
        GuardAsync(_reads, () => inner.ReadAsync(streamId, afterSeq, limit));

    /// <inheritdoc/>
    public async Task UnwatchAsync(string streamId)
    {
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

    private static async Task<Outcome<T>> GuardAsync<T>(SemaphoreSlim? bound, Func<Task<Outcome<T>>> call)
        where T : class
    {
        if (bound is not null)
            await bound.WaitAsync();
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
