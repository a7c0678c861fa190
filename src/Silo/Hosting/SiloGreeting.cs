using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Streams.Grains.Companies;
using Streams.Grains.EventLog;

namespace Streams.Silo.Hosting;

/// <summary>Prints the silo's addresses once it has joined its cluster.</summary>
internal sealed class SiloGreeting(
    IHostApplicationLifetime lifetime, IServer server, IDataStore store, ICompanySource source, ILocalSiloDetails silo, IOptions<ClusterOptions> cluster) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Print);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Print()
    {
        var url = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        Console.WriteLine($"""

              Streams silo is running at {url}  (health: {url}/health/ready, metrics: {url}/metrics)
              Cluster:   {cluster.Value.ClusterId}, silo {silo.SiloAddress.Endpoint}, gateway {silo.GatewayAddress?.Endpoint}
              Data:      {store.Location}
              Companies: {source.Name}

            """);
    }
}
