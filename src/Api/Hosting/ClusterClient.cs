using Streams.Api.Http.Reports;
using Streams.Api.Relay;
using Streams.Grains.EventLog.Postgres;
using Streams.Grains.Interfaces.Cluster;
using Streams.Silo.Hosting;

namespace Streams.Api.Hosting;

/// <summary>An API host without grains: a client of the silos, which it finds in their database.</summary>
internal static class ClusterClient
{
    /// <summary>Adds the client and what compensates for lost silos.</summary>
    public static void Add(WebApplicationBuilder builder, SiloSettings settings)
    {
        var database = settings.RequirePostgres("without a silo in this process (Streams:InProcessSilo=false) the API finds its cluster in a PostgreSQL database");
        var services = builder.Services;
        services.AddPostgresStore(new PostgresOptions { ConnectionString = database });
        services.AddSingleton<ClusterRetryFilter>();
        services.AddSingleton<ClusterSignal>();
        builder.UseOrleansClient(client =>
        {
            Membership.UseCluster(client, settings);
            NewsProvider.AddTo(client);
            client.UseConnectionRetryFilter<ClusterRetryFilter>();
            client.AddGatewayCountChangedHandler(provider => (_, change) =>
            {
                if (change.NumberOfConnectedGateways < change.PreviousNumberOfConnectedGateways)
                    provider.GetRequiredService<ClusterSignal>().Raise();
            });
            OtlpExport.Propagate(client);
        });
        builder.AddSettings<DeliveryOptions, DeliveryOptionsValidator>();
        services.AddSingleton<DeliveryMetrics>();
        services.AddSingleton<IReportGateway>(provider => ActivatorUtilities.CreateInstance<RetryingReportGateway>(
            provider, ActivatorUtilities.CreateInstance<ReportGateway>(provider)));
        services.AddHostedService(WatchOf);
    }

    private static ClusterWatch WatchOf(IServiceProvider services)
    {
        var grains = services.GetRequiredService<IGrainFactory>();
        var (relay, feed, signal) = (services.GetRequiredService<StreamRelay>(), services.GetRequiredService<IEventFeed>(), services.GetRequiredService<ClusterSignal>());
        return new(
            () => grains.GetGrain<IClusterGrain>(0).GetVersion(),
            () =>
            {
                signal.Raise();
                feed.Check();
                relay.OnGap();
            },
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<ClusterWatch>>());
    }
}
