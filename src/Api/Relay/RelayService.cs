using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Relay;

/// <summary>Runs the relay: brings it news, and renews its leases in a third of their duration.</summary>
/// <param name="relay">The relay.</param>
/// <param name="feed">The news.</param>
/// <param name="time">Paces the renewals.</param>
/// <param name="logger">Where failures go.</param>
public sealed partial class RelayService(StreamRelay relay, IEventFeed feed, TimeProvider time, ILogger<RelayService> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await feed.StartAsync(relay, stoppingToken);
        using var timer = new PeriodicTimer(WatchLease.Duration / 3, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await relay.RenewAllAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // The leases are good for two more rounds.
                LogRenewalFailed(failure);
            }
        }
    }
}
