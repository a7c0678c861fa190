using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Streams.Grains.Companies;
using Streams.Grains.EventLog.Sqlite;

namespace Streams.Api.Hosting;

/// <summary>Says, once everything runs, where it is and what to try.</summary>
internal sealed class Greeting(
    IHostApplicationLifetime lifetime, IServer server, SqliteStore store, ICompanySource source, TimeProvider time) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        lifetime.ApplicationStarted.Register(() => Print(time.GetElapsedTime(started)));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Print(TimeSpan _)
    {
        var url = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://127.0.0.1";
        Console.WriteLine($"""

              Streams is running at {url}  (API docs: {url}/docs)
              Data:      {store.Options.Folder}
              Companies: {source.Name}

              Try:  curl -s {url}/api/streams/goal -H 'Content-Type: application/json' -d '{"{"}"name":"First goal"{"}"}'

            """);
    }
}
