using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Telemetry;

namespace Streams.Api.Relay;

/// <summary>Runs the relay: brings it news, and renews its leases in a third of their duration.</summary>
/// <param name="relay">The relay.</param>
/// <param name="feed">The news.</param>
/// <param name="time">Paces the renewals.</param>
/// <param name="logger">Where failures go.</param>
public sealed partial class RelayService(StreamRelay relay, IEventFeed feed, TimeProvider time, ILogger<RelayService> logger) : BackgroundService
{
    private static readonly TimeSpan FarewellLimit = TimeSpan.FromSeconds(2);

    /// <summary>Gives the leases back and ends the subscription, so that the cluster does not go on sending to a host that is gone; for 2 s at most.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(FarewellLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await Task.WhenAll(relay.UnwatchAllAsync(either.Token), feed.EndAsync()).WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var untraced = Instrumentation.BeginUntraced();
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
