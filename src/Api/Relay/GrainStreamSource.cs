using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Relay;

/// <summary>The stream's grain as the source. Every failure becomes a refusal: the relay keeps what it has and tries again.</summary>
/// <param name="grains">Reaches the grains.</param>
/// <param name="host">This process.</param>
/// <param name="time">Measures how long a call may take.</param>
/// <param name="logger">Where failures go.</param>
public sealed partial class GrainStreamSource(IGrainFactory grains, HostIdentity host, TimeProvider time, ILogger<GrainStreamSource> logger) : IStreamSource
{
    /// <summary>A call that was under way to a silo when that died is never answered; the relay asks again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public Task<Outcome<Snapshot>> WatchAsync(string streamId) => TryAsync(streamId, grain => grain.Watch(host.Id));

    /// <inheritdoc/>
    public Task<Outcome<Position>> RenewAsync(string streamId) => TryAsync(streamId, grain => grain.Renew(host.Id));

    /// <inheritdoc/>
    public Task<Outcome<EventPage>> ReadAsync(string streamId, long afterSeq, int limit) =>
        TryAsync(streamId, grain => grain.ReadEvents(afterSeq, limit));

    /// <inheritdoc/>
    public async Task UnwatchAsync(string streamId)
    {
        try
        {
            await grains.GetGrain<IStreamGrain>(streamId).Unwatch(host.Id).WaitAsync(Patience, time);
        }
        catch (Exception failure)
        {
            LogFailed(failure, streamId);
        }
    }

    private async Task<Outcome<T>> TryAsync<T>(string streamId, Func<IStreamGrain, Task<Outcome<T>>> call)
    {
        try
        {
            return await call(grains.GetGrain<IStreamGrain>(streamId)).WaitAsync(Patience, time);
        }
        catch (Exception failure)
        {
            // OrleansException and TimeoutException in the main; what else a grain may throw is no more use to a viewer.
            LogFailed(failure, streamId);
            return Refusal.Unavailable("The stream cannot be reached now.");
        }
    }
}
