using Microsoft.Extensions.Options;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Relay;

/// <summary>
/// Reads a stream from its grain. Every failure becomes a refusal: the relay keeps what it has and tries again. Bounds how many renewals and how many reads run at once
/// on this host. First watches are not bounded: there is one per stream, and a viewer waits for it. Thread-safe.
/// </summary>
internal sealed partial class GrainStreamSource(
    IGrainFactory grains,
    HostIdentity host,
    IOptions<RelayOptions> options,
    RelayMetrics metrics,
    TimeProvider time,
    ILogger<GrainStreamSource> logger,
    ISharedRenewals? shared = null)
    : IStreamSource, IDisposable
{
    /// <summary>A call to a silo that dies is never answered; the relay asks again.</summary>
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _renewals = new(options.Value.Concurrency);
    private readonly SemaphoreSlim _reads = new(options.Value.Concurrency);

    public Task<Outcome<Snapshot>> WatchAsync(string streamId) => TryAsync("watch", null, streamId, grain => grain.Watch(host.Id));

    /// <summary>In a cluster, renewals share calls: there may be as many as there are streams.</summary>
    public int RenewalsAtOnce => shared is null ? options.Value.Concurrency : shared.AtOnce;

    public Task<Outcome<Position>> RenewAsync(string streamId) => shared is null
        ? TryAsync("renew", _renewals, streamId, grain => grain.Renew(host.Id))
        : TryAsync("renew", null, streamId, _ => shared.RenewAsync(streamId));

    public Task<Outcome<EventPage>> ReadAsync(string streamId, long afterSeq, int limit) =>
        TryAsync("read", _reads, streamId, grain => grain.ReadEvents(afterSeq, limit));

    public async Task UnwatchAsync(string streamId)
    {
        metrics.SourceCalled("unwatch");
        try
        {
            await grains.GetGrain<IStreamGrain>(streamId).Unwatch(host.Id).WaitAsync(CallLimit, time);
        }
        catch (Exception failure)
        {
            // The lease expires by itself.
            LogFailed(failure, streamId);
        }
    }

    public void Dispose()
    {
        _renewals.Dispose();
        _reads.Dispose();
    }

    private async Task<Outcome<T>> TryAsync<T>(string kind, SemaphoreSlim? bound, string streamId, Func<IStreamGrain, Task<Outcome<T>>> call)
    {
        if (bound is not null)
            await bound.WaitAsync();
        metrics.SourceCalled(kind);
        try
        {
            return await call(grains.GetGrain<IStreamGrain>(streamId)).WaitAsync(CallLimit, time);
        }
        catch (Exception failure)
        {
            // Mostly OrleansException and TimeoutException; a viewer cannot do more about any other.
            LogFailed(failure, streamId);
            return Refusal.StreamUnreachable();
        }
        finally
        {
            bound?.Release();
        }
    }
}
