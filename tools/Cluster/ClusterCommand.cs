using System.CommandLine;
using System.Net;
using Streams.Cluster.Processes;

namespace Streams.Cluster;

/// <summary>The command line.</summary>
internal static class ClusterCommand
{
    /// <summary>A connection string may hold a password, and the arguments of a process are for everyone to see: so it is an environment variable.</summary>
    private const string PostgresVariable = "Streams__Postgres";

    private const string ClusterIdVariable = "Streams__ClusterId";
    private const int Failed = 1;
    private const int WrongUse = 2;

    private static readonly Option<string> State = new("--state")
    {
        Description = "The file that says which processes there are",
        HelpName = "FILE",
        DefaultValueFactory = _ => "artifacts/cluster/processes.json",
    };

    /// <summary>Does what the command line says.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("A Streams cluster on this machine: silos, API hosts, a PostgreSQL and a proxy before them.") { Run(), Kill() };
        var parsed = root.Parse(args);
        foreach (var error in parsed.Errors)
            await Console.Error.WriteLineAsync($"cluster: {error.Message}");
        if (parsed.Errors.Count > 0)
            return WrongUse;
        try
        {
            // Signals are ours: the first ends everything in order, which takes longer than a command is usually given.
            return await parsed.InvokeAsync(new() { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
        }
        catch (ClusterException failure)
        {
            await Console.Error.WriteLineAsync($"cluster: {failure.Message}");
            return Failed;
        }
    }

    private static Command Run()
    {
        var silos = Number("--silos", "How many silos", 2, least: 1);
        var apis = Number("--apis", "How many API hosts", 2, least: 1);
        var host = new Option<string>("--host") { Description = "Address that the proxy listens on; 0.0.0.0 for all", HelpName = "ADDRESS", DefaultValueFactory = _ => "127.0.0.1" };
        var port = Number("--port", "Port that the proxy listens on", 5080, least: 1, most: ushort.MaxValue);
        var restart = Number("--restart-after", "Seconds until a process that ended by itself is started again; 0 for never", 5, least: 0, most: 86_400);
        var drain = Number("--drain", "Seconds that a process may take to end in order before it is killed", 20, least: 1, most: 86_400);
        var silo = Program("--silo", "artifacts/bin/Silo/release/Streams.Silo.dll");
        var api = Program("--api", "artifacts/bin/Api/release/Streams.Api.dll");
        var command = new Command(
            "run",
            $"Starts the cluster and shows what its processes print, until Ctrl-C or SIGTERM. {PostgresVariable} in the environment names a database; without it there is a "
            + "temporary PostgreSQL, which is gone at the end. Whatever else is set in the environment (Streams__…, Relay__…) holds for all processes.")
        {
            silos, apis, host, port, restart, drain, silo, api, State,
        };
        command.SetAction((given, _) => RunAsync(new Settings(
            given.GetValue(silos),
            given.GetValue(apis),
            new IPEndPoint(Address(given.GetRequiredValue(host)), given.GetValue(port)),
            TimeSpan.FromSeconds(given.GetValue(restart)),
            TimeSpan.FromSeconds(given.GetValue(drain)),
            Path.GetFullPath(given.GetRequiredValue(silo)),
            Path.GetFullPath(given.GetRequiredValue(api)),
            Path.GetFullPath(given.GetRequiredValue(State)),
            Variable(PostgresVariable),
            Variable(ClusterIdVariable) ?? "streams")));
        return command;
    }

    private static Command Kill()
    {
        var which = new Argument<string?>("which")
        {
            Description = "silo-2, api-1, postgres …; a silo at random where not given",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("kill", "SIGKILLs one process of the cluster that `run` started.") { which, State };
        command.SetAction(given =>
        {
            var victim = Killing.Kill(new StateFile(Path.GetFullPath(given.GetRequiredValue(State))), given.GetValue(which), Random.Shared);
            Console.WriteLine($"{victim.Name} (pid {victim.Identity.Pid}) is killed. The terminal of the cluster shows what comes of it.");
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

    private static Option<int> Number(string name, string description, int otherwise, int least, int most = 100)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(given =>
        {
            if (given.Tokens.SingleOrDefault()?.Value is { } text && !(int.TryParse(text, out var number) && number >= least && number <= most))
                given.AddError($"{name} must be a whole number from {least} to {most}.");
        });
        return option;
    }

    private static Option<string> Program(string name, string otherwise)
    {
        var option = new Option<string>(name) { Description = "The program", HelpName = "FILE", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(given =>
        {
            var path = given.Tokens.SingleOrDefault()?.Value ?? otherwise;
            if (!File.Exists(path))
                given.AddError($"There is no program '{path}': `make cluster` builds it.");
        });
        return option;
    }

    private static IPAddress Address(string host) => IPAddress.TryParse(host == "localhost" ? "127.0.0.1" : host, out var address)
        ? address
        : throw new ClusterException($"The host is '{host}'; it must be an IP address to listen on, such as 127.0.0.1 or 0.0.0.0.");

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
