using System.Net;
using k8s;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Streams.Grains.EventLog;

namespace Streams.Silo.Hosting;

/// <summary>How silos and clients find one another: not at all where everything is one process, or through a table in the cluster's database.</summary>
public static class Membership
{
    private const string Invariant = "Npgsql";

    /// <summary>One silo that nobody looks for.</summary>
    public static void UseAlone(ISiloBuilder silo, SiloSettings settings)
    {
        var address = IPAddress.Parse(settings.Address);
        silo.UseLocalhostClustering(PortOr(settings.SiloPort, address), settings.GatewayPort, primarySiloEndpoint: null, settings.ServiceId, settings.ServiceId);
        silo.Configure<EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = address);
    }

    /// <summary>A silo of a cluster.</summary>
    public static void UseCluster(ISiloBuilder silo, SiloSettings settings)
    {
        var address = IPAddress.Parse(settings.Address);
        var listen = IPAddress.Parse(settings.ListenAddress ?? settings.Address);
        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (settings.ClusterId, settings.ServiceId));
        silo.UseAdoNetClustering(options => options.Configure<IDataStore>((table, store) => (table.Invariant, table.ConnectionString) = (Invariant, store.GrainsConnectionString)));
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = address;
            endpoints.SiloPort = PortOr(settings.SiloPort, address);
            endpoints.GatewayPort = PortOr(settings.GatewayPort, address);
            endpoints.SiloListeningEndpoint = new(listen, endpoints.SiloPort);
            endpoints.GatewayListeningEndpoint = new(listen, endpoints.GatewayPort);
        });
        silo.Configure<SiloMessagingOptions>(messaging =>
        {
            messaging.ResponseTimeout = settings.CallTimeout;
            messaging.SystemResponseTimeout = settings.CallTimeout;
        });
        silo.Configure<ClusterMembershipOptions>(membership => Configure(membership, settings));

        // In a pod that is its service account; elsewhere what KUBECONFIG names.
        if (settings.Kubernetes)
            silo.UseKubernetesHosting(pods => pods.Configure(options => options.GetClientConfiguration = KubernetesClientConfiguration.BuildDefaultConfig));
    }

    /// <summary>A client of a cluster, which has no grains.</summary>
    public static void UseCluster(IClientBuilder client, SiloSettings settings)
    {
        client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (settings.ClusterId, settings.ServiceId));
        client.UseAdoNetClustering(options => options.Configure<IDataStore>((table, store) => (table.Invariant, table.ConnectionString) = (Invariant, store.GrainsConnectionString)));
        client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = settings.CallTimeout);

        // How soon a silo that came new is used.
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
    }

    private static void Configure(ClusterMembershipOptions membership, SiloSettings settings)
    {
        // A silo that was killed is found out after three probes. One that is only slow (a long collection, a busy machine) answers one of them. Orleans gives more or
        // less time by how long answers took: half of it was too little for a machine under load, and four times as much let one that stood still go unnoticed for long.
        membership.ProbeTimeout = settings.ProbeTimeout;
        membership.MinProbeTimeout = settings.ProbeTimeout;
        membership.MaxProbeTimeout = settings.ProbeTimeout * 2;
        membership.NumMissedProbesLimit = 3;

        // Where all were killed at once nobody is left to declare them dead: the first to come again waits for three of these before it takes no notice of them.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        membership.MaxJoinAttemptTime = TimeSpan.FromMinutes(2);

        // The dead are kept for as long as somebody may want to look at them.
        membership.DefunctSiloExpiration = TimeSpan.FromHours(1);
        membership.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(10);
    }

    private static int PortOr(int port, IPAddress address) => port == 0 ? FreePort.On(address) : port;
}
