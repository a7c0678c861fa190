using System.Diagnostics;
using System.Net;

namespace Streams.Cluster.Tests;

/// <summary>The product as a cluster: silos and API hosts on one database, each a separate process. One test owns it.</summary>
/// <param name="postgres">The connection string of the database.</param>
/// <param name="limit">Ends every wait.</param>
internal sealed class RunningCluster(string postgres, CancellationToken limit) : IAsyncDisposable
{
    public const string ClusterId = "test";

    /// <summary>How long a process may take to stop, on a busy machine; a few seconds on an idle one.</summary>
    private static readonly TimeSpan TimeToStop = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    // Includes ended processes: a failing test prints the output of all.
    private readonly List<(string Name, ServerProcess Process)> _all = [];
    private readonly List<ServerProcess> _silos = [];
    private readonly List<ServerProcess> _hosts = [];

    public IReadOnlyList<ServerProcess> Silos => _silos;

    public IReadOnlyList<ServerProcess> Hosts => _hosts;

    /// <summary>The addresses of the API hosts.</summary>
    public Addresses Addresses { get; } = new();

    /// <summary>Starts two silos and two API hosts, and waits until all are ready.</summary>
    public async Task StartAsync()
    {
        await Task.WhenAll(StartSiloAsync(), StartSiloAsync());
        await Task.WhenAll(StartHostAsync(), StartHostAsync());
    }

    /// <summary>Starts another silo and waits until it is ready.</summary>
    public Task<ServerProcess> StartSiloAsync() => StartSiloAsync(new Dictionary<string, string>());

    /// <inheritdoc cref="StartSiloAsync()"/>
    /// <param name="environment">More environment variables.</param>
    public Task<ServerProcess> StartSiloAsync(IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.Silo])
        {
            Environment =
            {
                ["Streams__Address"] = "127.0.0.1",
                ["Streams__SiloPort"] = "0",
                ["Streams__GatewayPort"] = "0",
                ["Streams__Port"] = "0",
            },
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return StartAsync("silo", _silos, start);
    }

    /// <summary>Starts another API host, waits until it is ready and adds it to <see cref="Addresses"/>.</summary>
    public async Task<ServerProcess> StartHostAsync()
    {
        var host = await StartAsync("host", _hosts, new ProcessStartInfo("dotnet", [Repository.Api, "--port", "0"])
        {
            Environment = { ["Streams__InProcessSilo"] = "false" },
        });
        Addresses.Add(host.Url);
        return host;
    }

    /// <summary>Starts another equal node (API and silo in one process), waits until it is ready and adds it to <see cref="Addresses"/>.</summary>
    public async Task<ServerProcess> StartNodeAsync()
    {
        var node = await StartAsync("node", _hosts, new ProcessStartInfo("dotnet", [Repository.Api, "--port", "0"])
        {
            Environment =
            {
                ["Streams__InProcessSilo"] = "true",
                ["Streams__Clustered"] = "true",
                ["Streams__Address"] = "127.0.0.1",
                ["Streams__SiloPort"] = "0",
                ["Streams__GatewayPort"] = "0",
            },
        });
        Addresses.Add(node.Url);
        return node;
    }

    /// <summary>The silo (or else the node) that holds the most streams, so that its failure affects some.</summary>
    public async Task<ServerProcess> BusiestSiloAsync()
    {
        var silos = _silos.Count > 0 ? _silos : _hosts;
        var held = await Task.WhenAll(silos.Select(silo => silo.StreamsHeldAsync(limit)));
        Assert.NotEqual(0, held.Max());
        return silos[Array.IndexOf(held, held.Max())];
    }

    /// <summary>Sends SIGKILL. Clients keep trying the address until <see cref="Forget"/>.</summary>
    public async Task KillAsync(ServerProcess process)
    {
        process.Send(Signal.Kill);
        await process.ExitAsync(TimeToStop);
    }

    /// <summary>Stops a process with SIGTERM and checks that it exits without an error.</summary>
    /// <returns>The time that it took.</returns>
    public async Task<TimeSpan> StopAsync(ServerProcess process)
    {
        var begin = TimeProvider.System.GetTimestamp();
        process.Send(Signal.Terminate);

        // Like a load balancer: a process that is not ready gets no new clients.
        while (await IsReadyAsync(process))
            await Task.Delay(PollInterval, TimeProvider.System, limit);
        Forget(process);
        Assert.Equal(0, await process.ExitAsync(TimeToStop));
        return TimeProvider.System.GetElapsedTime(begin);
    }

    /// <summary>Removes a process that has ended.</summary>
    public void Forget(ServerProcess process)
    {
        Addresses.Remove(process.Url);
        lock (_all)
        {
            _silos.Remove(process);
            _hosts.Remove(process);
        }
    }

    /// <summary>Stops all processes, API hosts first.</summary>
    public async Task StopAsync()
    {
        await Task.WhenAll(_hosts.ToArray().Select(StopAsync));
        await Task.WhenAll(_silos.ToArray().Select(StopAsync));
    }

    /// <summary>The output of every process.</summary>
    public string Output() => string.Join('\n', _all.Select(each => $"--- {each.Name} {each.Process.Url}\n{each.Process.Output()}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, process) in _all)
            await process.DisposeAsync();
    }

    private async Task<ServerProcess> StartAsync(string name, List<ServerProcess> members, ProcessStartInfo start)
    {
        start.Environment["Streams__Postgres"] = postgres;
        start.Environment["Streams__ClusterId"] = ClusterId;
        var process = await ServerProcess.StartAsync(start);
        lock (_all)
        {
            _all.Add((name, process));
            members.Add(process);
        }

        while (!await IsReadyAsync(process))
            await Task.Delay(PollInterval, TimeProvider.System, limit);
        return process;
    }

    private async Task<bool> IsReadyAsync(ServerProcess process)
    {
        try
        {
            using var response = await process.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), limit);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
