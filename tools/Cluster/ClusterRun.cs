using System.Globalization;
using System.Text.RegularExpressions;
using Streams.Cluster.Postgres;
using Streams.Cluster.Processes;
using Streams.Cluster.Proxy;
using Streams.Tools;

namespace Streams.Cluster;

/// <summary>Runs a cluster: starts PostgreSQL, the silos and the API hosts in this order, and stops them in reverse.</summary>
internal sealed partial class ClusterRun(Settings settings, Terminal terminal, TimeProvider time)
{
    private static readonly TimeSpan TimeToStart = TimeSpan.FromSeconds(120);

    private readonly StateFile _state = new(settings.State);
    private readonly List<Member> _silos = [];
    private readonly List<Member> _apis = [];
    private PrivatePostgres? _postgres;
    private Member? _database;
    private ReverseProxy? _proxy;

    /// <summary>Runs the cluster until it is stopped.</summary>
    /// <param name="stop">Shuts the cluster down.</param>
    /// <param name="atOnce">Kills the processes that are still running.</param>
    /// <exception cref="ClusterException">The cluster could not be started.</exception>
    public async Task RunAsync(CancellationToken stop, CancellationToken atOnce)
    {
        Leftovers.End(_state, terminal);
        try
        {
            await StartAsync(stop);
            terminal.Show(Banner.Text(settings.Listen, _database, _silos, _apis));
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            terminal.Show($"\n  Shutting down, which may take {settings.Drain.TotalSeconds} s per step. Press Ctrl-C again to kill the processes.\n");
        }
        finally
        {
            await EndAsync(atOnce);
        }
    }

    private async Task StartAsync(CancellationToken stop)
    {
        var hosts = Names("api", settings.Apis).Concat(Names("node", settings.Nodes)).ToDictionary(
            name => name, _ => new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Find()}")));

        // First, because only its port is fixed and may be taken.
        _proxy = await ReverseProxy.StartAsync(settings.Listen, hosts, stop);
        if (ProcessIdentity.Of(Environment.ProcessId) is { } own)
            _state.Put(new(RunningProcess.Tool, Path.GetFileName(Environment.GetCommandLineArgs()[0]), own));
        var environment = new Dictionary<string, string> { ["Streams__Postgres"] = await DatabaseAsync(stop), ["Streams__ClusterId"] = settings.ClusterId };

        _silos.AddRange(Names("silo", settings.Silos).Select(name => NewMember(Silo(name, environment))));
        await Task.WhenAll(_silos.Select(silo => silo.StartAsync(TimeToStart, stop)));
        _apis.AddRange(hosts.Select(host => NewMember(Api(host.Key, host.Value.Port, hasSilo: settings.Nodes > 0, environment))));
        await Task.WhenAll(_apis.Select(api => api.StartAsync(TimeToStart, stop)));
        await ReadyProbe.WaitAsync(Banner.Url(settings.Listen), time, stop);
    }

    /// <summary>Starts the temporary PostgreSQL unless a database was given.</summary>
    /// <returns>The connection string.</returns>
    private async Task<string> DatabaseAsync(CancellationToken stop)
    {
        if (settings.Postgres is not null)
            return settings.Postgres;
        _postgres = await PrivatePostgres.CreateAsync(stop);
        _database = NewMember(_postgres.Plan);
        await _database.StartAsync(TimeToStart, stop);
        return _postgres.ConnectionString;
    }

    private async Task EndAsync(CancellationToken atOnce)
    {
        await EndAllAsync(_apis, atOnce);
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        await EndAllAsync(_silos, atOnce);
        await EndAllAsync(_database is null ? [] : [_database], atOnce);
        _postgres?.Dispose();
        _state.Delete();
    }

    private Task EndAllAsync(IEnumerable<Member> members, CancellationToken atOnce) => Task.WhenAll(members.Select(member => member.EndAsync(settings.Drain, atOnce)));

    private Member NewMember(MemberPlan plan) => new(plan, terminal, _state, settings.RestartAfter, time);

    private static IEnumerable<string> Names(string kind, int count) => Enumerable.Range(1, count).Select(number => $"{kind}-{number}");

    private MemberPlan Silo(string name, Dictionary<string, string> environment) => new(name, Path.GetFileName(settings.Silo), ["dotnet", settings.Silo], Running())
    {
        Environment = new Dictionary<string, string>(WithSilo(environment)) { ["Streams__Host"] = "127.0.0.1", ["Streams__Port"] = "0" },
    };

    private MemberPlan Api(string name, int port, bool hasSilo, Dictionary<string, string> environment) => new(
        name,
        Path.GetFileName(settings.Api),
        ["dotnet", settings.Api, "--host", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture)],
        Running())
    {
        Environment = hasSilo
            ? new Dictionary<string, string>(WithSilo(environment)) { ["Streams__InProcessSilo"] = "true", ["Streams__Clustered"] = "true" }
            : new Dictionary<string, string>(environment) { ["Streams__InProcessSilo"] = "false" },
    };

    private static Dictionary<string, string> WithSilo(Dictionary<string, string> environment) =>
        new(environment) { ["Streams__Address"] = "127.0.0.1", ["Streams__SiloPort"] = "0", ["Streams__GatewayPort"] = "0" };

    [GeneratedRegex(@"is running at (?<url>http://[^\s/]+)")]
    private static partial Regex Running();
}
