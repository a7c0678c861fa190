using System.Net;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.SessionAffinity;

namespace Streams.Cluster.Proxy;

/// <summary>
/// The reverse proxy in front of the API hosts. A new client gets one of the hosts that are ready, and a cookie keeps it there: SignalR's negotiation and the
/// connection that follows must reach the same host. If the host is down, another one takes over within the request.
/// </summary>
internal sealed class ReverseProxy(WebApplication app) : IAsyncDisposable
{
    private const string Cluster = "api";
    private const string Cookie = "streams_host";
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TimeToCheck = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(2);

    // The server sends something every 15 s on each idle connection.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>Starts listening.</summary>
    /// <param name="listen">The address to listen on.</param>
    /// <param name="hosts">The API hosts by name. They may start later.</param>
    /// <param name="cancellation">Cancels the start.</param>
    /// <exception cref="ClusterException">The address is not available.</exception>
    public static async Task<ReverseProxy> StartAsync(IPEndPoint listen, IReadOnlyDictionary<string, Uri> hosts, CancellationToken cancellation)
    {
        // Ignore environment variables and the current folder: their settings are meant for the API hosts and silos.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(listen);
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeToEnd);
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>();
        builder.Services.AddRouting();
        builder.Services.AddReverseProxy().LoadFromMemory([Route()], [Hosts(hosts)]);
        var app = builder.Build();
        app.UseRouting();
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(UnavailableReply.InvokeAsync);
            proxy.Use(NextHost.InvokeAsync);
            proxy.UseSessionAffinity();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
        try
        {
            await app.StartAsync(cancellation);
            return new(app);
        }
        catch (IOException exception)
        {
            await app.DisposeAsync();
            throw new ClusterException($"Cannot listen on {listen}: {exception.Message} Use another port: make cluster PORT=…");
        }
    }

    /// <summary>Stops listening and closes open connections after 2 s.</summary>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }

    private static RouteConfig Route() => new() { RouteId = Cluster, ClusterId = Cluster, Match = new() { Path = "{**all}" } };

    private static ClusterConfig Hosts(IReadOnlyDictionary<string, Uri> hosts) => new()
    {
        ClusterId = Cluster,
        Destinations = hosts.ToDictionary(host => host.Key, host => new DestinationConfig { Address = host.Value.ToString() }),
        LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
        SessionAffinity = new()
        {
            Enabled = true,
            Policy = SessionAffinityConstants.Policies.HashCookie,
            FailurePolicy = SessionAffinityConstants.FailurePolicies.Redistribute,
            AffinityKeyName = Cookie,
            Cookie = new() { HttpOnly = true, SameSite = SameSiteMode.Lax },
        },
        HealthCheck = new()
        {
            Active = new()
            {
                Enabled = true, Interval = CheckInterval, Timeout = TimeToCheck, Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures, Path = "/health/ready",
            },
            Passive = new() { Enabled = true, Policy = HealthCheckConstants.PassivePolicy.TransportFailureRate, ReactivationPeriod = TimeToCheck },
        },

        // Server-Sent Events must pass through without delay.
        HttpRequest = new ForwarderRequestConfig { AllowResponseBuffering = false, ActivityTimeout = Silence },
    };

    /// <summary>Signals stop the whole cluster. The default lifetime would stop the proxy first.</summary>
    private sealed class OwnLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
