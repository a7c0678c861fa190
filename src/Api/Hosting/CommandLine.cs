using Streams.Silo.Hosting;

namespace Streams.Api.Hosting;

/// <summary>What can be said on the command line. Everything else is configuration: <c>appsettings.json</c> or environment variables.</summary>
internal static class CommandLine
{
    public const string Help = """
        Streams: live progress of AI agents. Serves the API, runs the agents, keeps the data in a folder.

          --port N          Port of the API                                  (5080)
          --host ADDRESS    Address to listen on; 0.0.0.0 for all            (127.0.0.1)
          --data FOLDER     Where the data is kept; one process at a time    (./data)
          --companies FILE  CSV or JSON Lines file that agents search        (the shipped sample)
          --help            This text

        More settings, as environment variables (see README): Streams__Postgres, Streams__Synchronous, Streams__SilenceLimit, Streams__SiloPort, Streams__GatewayPort, Relay__...
        """;

    public static Dictionary<string, string> Switches { get; } = new()
    {
        ["--port"] = "Streams:Port",
        ["--host"] = "Streams:Host",
        ["--data"] = "Streams:Data",
        ["--companies"] = "Streams:Companies",
    };

    /// <summary>Sees that every switch is one of ours, or names a setting by its section (<c>--Relay:Linger=00:00:10</c>): a misspelt one would be without effect.</summary>
    /// <exception cref="InvalidSettingException">One is not.</exception>
    public static void Check(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var (name, inlined) = args[i].IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? (args[i][..at], true) : (args[i], false);
            if (!Switches.ContainsKey(name) && !(name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':', StringComparison.Ordinal)))
                throw new InvalidSettingException($"'{args[i]}' is not an option; --help lists them.");
            if (!inlined && ++i == args.Length)
                throw new InvalidSettingException($"'{name}' needs a value; --help lists the options.");
        }
    }
}
