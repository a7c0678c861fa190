using Streams.Api.Relay;
using Streams.Grains.EventLog.Postgres;
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
        ClusterMember.Add(builder, _ => new(AddressOf: place => place.Gateway ?? place.Silo, SharesUnknown: true));
    }
}
