using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Relay;

/// <summary>The stream's grain as the source. Every failure becomes a refusal: the relay keeps what it has and tries again.</summary>
/// <param name="grains">Reaches the grains.</param>
/// <param name="host">This process.</param>
/// <param name="logger">Where failures go.</param>
public sealed partial class GrainStreamSource(IGrainFactory grains, HostIdentity host, ILogger<GrainStreamSource> logger) : IStreamSource
{
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
            await grains.GetGrain<IStreamGrain>(streamId).Unwatch(host.Id);
        }
        catch (Exception failure)
        {
            LogFailed(failure, streamId);
        }
    }

    private async Task<Outcome<T>> TryAsync<T>(string streamId, Func<IStreamGrain, Task<Outcome<T>>> call)
        where T : class
    {
        try
        {
            return await call(grains.GetGrain<IStreamGrain>(streamId));
        }
        catch (Exception failure)
        {
            // OrleansException and TimeoutException in the main; what else a grain may throw is no more use to a viewer.
            LogFailed(failure, streamId);
            return Refusal.Unavailable("The stream cannot be reached now.");
        }
    }
}
