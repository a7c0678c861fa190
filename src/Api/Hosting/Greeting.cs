using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Streams.Grains.Companies;
using Streams.Grains.EventLog;

namespace Streams.Api.Hosting;

/// <summary>Prints the address and a first command once the server is running.</summary>
internal sealed class Greeting(
    IHostApplicationLifetime lifetime, IServer server, IDataStore store, ICompanySource? source = null) : IHostedService
{
    private const string Body = """{"name":"First goal","assigned_agents":[{"agent_type":"opportunity_bot"}]}""";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Print);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Print()
    {
        var url = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://127.0.0.1";
        Console.WriteLine($"""

              Streams is running at {url}  (API docs: {url}/docs)
              Data:      {store.Location}
              Companies: {source?.Name ?? "read by the silos"}

              Try:  curl -s {url}/api/streams/goal -H 'Content-Type: application/json' -d '{Body}'

            """);
    }
}
