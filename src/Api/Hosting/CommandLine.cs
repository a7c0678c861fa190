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

        More settings, as environment variables (see README): Streams__Postgres, Streams__Synchronous, Streams__SilenceLimit, Relay__...
        With Streams__InProcessSilo=false (and Streams__Postgres) it runs no grains but is a client of a cluster's silos; see docs/operations.md.
        """;

    public static Dictionary<string, string> Switches { get; } = new()
    {
        ["--port"] = "Streams:Port",
        ["--host"] = "Streams:Host",
        ["--data"] = "Streams:Data",
        ["--companies"] = "Streams:Companies",
    };
}
