using Streams.Api.Gates;
using Streams.Api.Http.Reports;
using Streams.Api.Relay;
using Streams.Grains.Interfaces.Cluster;
using Streams.Silo.Hosting;

namespace Streams.Api.Hosting;

/// <summary>What every API host of a cluster has, with grains or without: shared calls, repeated reports, and the checks after a change of the cluster.</summary>
internal static class ClusterMember
{
    public static void Add(WebApplicationBuilder builder, Func<IServiceProvider, StreamRoutes> routes)
    {
        var services = builder.Services;
        builder.AddSettings<DeliveryOptions, DeliveryOptionsValidator>();
        services.AddSingleton<DeliveryMetrics>();
        services.AddSingleton<GateMetrics>();
        services.AddSingleton<ClusterSignal>();
        services.AddSingleton(routes);
        services.AddSingleton<StreamCalls>();
        services.AddSingleton<ISharedRenewals>(provider => provider.GetRequiredService<StreamCalls>());
        services.AddSingleton<IReportGateway>(provider => ActivatorUtilities.CreateInstance<RetryingReportGateway>(
            provider, ActivatorUtilities.CreateInstance<SharedReportGateway>(provider)));
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
