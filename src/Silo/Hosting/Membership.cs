using System.Net;
using k8s;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Streams.Grains.EventLog;

namespace Streams.Silo.Hosting;

/// <summary>Configures how silos and clients find each other: through a table in the cluster's database, or not at all in a single process.</summary>
public static class Membership
{
    private const string Invariant = "Npgsql";

    /// <summary>Configures a single silo without a cluster.</summary>
    /// <exception cref="InvalidSettingException">It cannot listen on its address.</exception>
    public static void UseAlone(ISiloBuilder silo, SiloSettings settings)
    {
        var address = IPAddress.Parse(settings.Address);
        CheckPorts(settings, address, "Streams:Address");
        silo.UseLocalhostClustering(PortOr(settings.SiloPort, address), settings.GatewayPort, primarySiloEndpoint: null, settings.ServiceId, settings.ServiceId);
        silo.Configure<EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = address);

        // Every grain is here, and nobody else wants to know how busy this silo is.
        silo.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = 1_000);
        silo.Configure<DeploymentLoadPublisherOptions>(load => load.DeploymentLoadPublisherRefreshTime = TimeSpan.FromMinutes(1));
    }

    /// <summary>Configures a silo of a cluster.</summary>
    /// <exception cref="InvalidSettingException">It cannot listen on its address.</exception>
    public static void UseCluster(ISiloBuilder silo, SiloSettings settings)
    {
        var address = IPAddress.Parse(settings.Address);
        var listen = IPAddress.Parse(settings.ListenAddress ?? settings.Address);
        CheckPorts(settings, listen, settings.ListenAddress is null ? "Streams:Address" : "Streams:ListenAddress");
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

        // The default configuration is the service account in a pod, and KUBECONFIG elsewhere.
        if (settings.Kubernetes)
            silo.UseKubernetesHosting(pods => pods.Configure(options => options.GetClientConfiguration = KubernetesClientConfiguration.BuildDefaultConfig));
    }

    /// <summary>Configures a client of a cluster, which runs no grains.</summary>
    public static void UseCluster(IClientBuilder client, SiloSettings settings)
    {
        client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (settings.ClusterId, settings.ServiceId));
        client.UseAdoNetClustering(options => options.Configure<IDataStore>((table, store) => (table.Invariant, table.ConnectionString) = (Invariant, store.GrainsConnectionString)));
        client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = settings.CallTimeout);

        // The delay until a new silo is used.
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
    }

    private static void Configure(ClusterMembershipOptions membership, SiloSettings settings)
    {
        // Three missed probes detect a killed silo; one that is only slow (a long garbage collection, a busy machine) answers one of them. Orleans adapts the timeout to the
        // measured response times: half the setting was too short for a machine under load, and four times the setting took too long to detect a silo that hangs.
        membership.ProbeTimeout = settings.ProbeTimeout;
        membership.MinProbeTimeout = settings.ProbeTimeout;
        membership.MaxProbeTimeout = settings.ProbeTimeout * 2;
        membership.NumMissedProbesLimit = 3;

        // If all silos are killed at once, none is left to declare them dead: the first to restart waits for three of these periods before it ignores them.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        membership.MaxJoinAttemptTime = TimeSpan.FromMinutes(2);

        // Keeps the rows of dead silos for a while, for diagnosis.
        membership.DefunctSiloExpiration = TimeSpan.FromHours(1);
        membership.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(10);
    }

    private static void CheckPorts(SiloSettings settings, IPAddress listen, string addressSetting)
    {
        FreePort.Check(new(listen, settings.SiloPort), "Streams:SiloPort", addressSetting);
        FreePort.Check(new(listen, settings.GatewayPort), "Streams:GatewayPort", addressSetting);
    }

    private static int PortOr(int port, IPAddress address) => port == 0 ? FreePort.On(address) : port;
}
