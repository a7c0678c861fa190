using System.Net;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.SessionAffinity;

namespace Streams.Cluster.Proxy;

/// <summary>
/// The reverse proxy before the API hosts. Who comes for the first time gets one of those that are ready, and by a cookie the same one again: SignalR's negotiation and the
/// connection that follows it must meet. A host that is gone is replaced by another one within the request.
/// </summary>
internal sealed class ReverseProxy(WebApplication app) : IAsyncDisposable
{
    private const string Cluster = "api";
    private const string Cookie = "streams_host";
    private static readonly TimeSpan BetweenChecks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TimeToCheck = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(2);

    // The server says something every 15 s on each connection that waits.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>Begins to listen.</summary>
    /// <param name="listen">Where.</param>
    /// <param name="hosts">The API hosts by name. They need not be there yet.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ClusterException">One cannot listen there.</exception>
    public static async Task<ReverseProxy> StartAsync(IPEndPoint listen, IReadOnlyDictionary<string, Uri> hosts, CancellationToken cancellation)
    {
        // Nothing of the environment or of the folder we are in: settings there are meant for the processes behind.
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
            throw new ClusterException($"Cannot listen on {listen}: {exception.Message} Another port: make cluster PORT=…");
        }
    }

    /// <summary>Stops listening; connections that are open are closed after a moment.</summary>
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
                Enabled = true, Interval = BetweenChecks, Timeout = TimeToCheck, Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures, Path = "/health/ready",
            },
            Passive = new() { Enabled = true, Policy = HealthCheckConstants.PassivePolicy.TransportFailureRate, ReactivationPeriod = TimeToCheck },
        },

        // Server-Sent Events: each is passed on when it comes.
        HttpRequest = new ForwarderRequestConfig { AllowResponseBuffering = false, ActivityTimeout = Silence },
    };

    /// <summary>Signals are for the whole cluster; the usual lifetime would end the proxy by them before anything else.</summary>
    private sealed class OwnLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
