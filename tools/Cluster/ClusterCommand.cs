using System.CommandLine;
using System.Net;
using Streams.Cluster.Processes;
using Streams.Tools;

namespace Streams.Cluster;

internal static class ClusterCommand
{
    /// <summary>An environment variable, because other users can see the arguments of a process and a connection string may contain a password.</summary>
    private const string PostgresVariable = "Streams__Postgres";

    private const string ClusterIdVariable = "Streams__ClusterId";
    private const int Day = 86_400;

    public static RootCommand Create()
    {
        var state = new Option<string>("--state")
        {
            Description = "The file that lists the running processes",
            HelpName = "FILE",
            DefaultValueFactory = _ => "artifacts/cluster/processes.json",
        };
        return new("A Streams cluster on this machine: silos and API hosts, or equal nodes, a PostgreSQL and a reverse proxy.") { Run(state), Kill(state) };
    }

    private static Command Run(Option<string> state)
    {
        var silos = Options.Number("--silos", "Number of silos", 2, most: 100);
        var apis = Options.Number("--apis", "Number of API hosts", 2, most: 100);
        var nodes = Options.Number("--nodes", "Number of equal nodes (API and silo in one process) instead of silos and API hosts; 0 for none", 0, least: 0, most: 100);
        var host = new Option<string>("--host") { Description = "Address that the proxy listens on; 0.0.0.0 for all", HelpName = "ADDRESS", DefaultValueFactory = _ => "127.0.0.1" };
        host.Validators.Add(given =>
        {
            if (given.Tokens.SingleOrDefault()?.Value is { } text && Address(text) is null)
                given.AddError($"--host is '{text}'; it must be an IP address to listen on, such as 127.0.0.1 or 0.0.0.0.");
        });
        var port = Options.Number("--port", "Port that the proxy listens on", 5080, most: ushort.MaxValue);
        var restart = Options.Number("--restart-after", "Seconds before a process that exited is restarted; 0 for never", 5, least: 0, most: Day);
        var drain = Options.Number("--drain", "Seconds that a process may take to shut down before it is killed", 20, most: Day);
        var silo = Options.Program("--silo", "Silo");
        var api = Options.Program("--api", "Api");
        var command = new Command(
            "run",
            $"Starts the cluster and shows the output of its processes until Ctrl-C or SIGTERM. Set {PostgresVariable} in the environment to use your own database; without it, "
            + "a temporary PostgreSQL runs and is deleted at the end. All processes inherit the other environment variables (Streams__…, Relay__…).")
        {
            silos, apis, nodes, host, port, restart, drain, silo, api, state,
        };
        command.SetAction((given, _) => RunAsync(new Settings(
            given.GetValue(nodes) > 0 ? 0 : given.GetValue(silos),
            given.GetValue(nodes) > 0 ? 0 : given.GetValue(apis),
            given.GetValue(nodes),
            new IPEndPoint(Address(given.GetRequiredValue(host))!, given.GetValue(port)),
            TimeSpan.FromSeconds(given.GetValue(restart)),
            TimeSpan.FromSeconds(given.GetValue(drain)),
            Path.GetFullPath(given.GetRequiredValue(silo)),
            Path.GetFullPath(given.GetRequiredValue(api)),
            Path.GetFullPath(given.GetRequiredValue(state)),
            Variable(PostgresVariable),
            Variable(ClusterIdVariable) ?? "streams")));
        return command;
    }

    private static Command Kill(Option<string> state)
    {
        var which = new Argument<string?>("which")
        {
            Description = "silo-2, api-1, node-3, postgres …; a random silo or node if omitted",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("kill", "Sends SIGKILL to one process of the cluster that `run` started.") { which, state };
        command.SetAction(given =>
        {
            var victim = Killing.Kill(new StateFile(Path.GetFullPath(given.GetRequiredValue(state))), given.GetValue(which), Random.Shared);
            Console.WriteLine($"Killed {victim.Name} (pid {victim.Identity.Pid}). The cluster's terminal shows what happens next.");
        });
        return command;
    }

    private static async Task<int> RunAsync(Settings settings)
    {
        using var signals = new StopSignals();
        var terminal = new Terminal(Console.Out, colours: !Console.IsOutputRedirected && Variable("NO_COLOR") is null);
        await new ClusterRun(settings, terminal, TimeProvider.System).RunAsync(signals.Stop, signals.AtOnce);
        return 0;
    }

    private static IPAddress? Address(string host) => IPAddress.TryParse(host == "localhost" ? "127.0.0.1" : host, out var address) ? address : null;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
