using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Telemetry;

namespace Streams.Api.Relay;

/// <summary>Runs the relay: starts its news, and renews its leases every third of their duration.</summary>
internal sealed partial class RelayService(StreamRelay relay, IEventFeed feed, TimeProvider time, ILogger<RelayService> logger) : BackgroundService
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(2);

    /// <summary>Returns the leases and ends the subscription, so that the cluster stops sending to this host. Takes at most 2 s.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(ShutdownLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await Task.WhenAll(relay.UnwatchAllAsync(either.Token), feed.EndAsync()).WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

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
            catch (Exception failure)
            {
                // The leases last for two more rounds.
                if (!stoppingToken.IsCancellationRequested)
                    LogRenewalFailed(failure);
            }
        }
    }
}
