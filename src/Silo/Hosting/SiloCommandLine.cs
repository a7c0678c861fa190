namespace Streams.Silo.Hosting;

/// <summary>What can be said on a silo's command line. Everything else is configuration.</summary>
internal static class SiloCommandLine
{
    public const string Help = """
        Streams silo: one of a cluster's silos. Runs streams and agents, keeps the data in PostgreSQL, serves API hosts (Streams.Api with Streams__InProcessSilo=false).

          --port N          Port of health, metrics and the Orleans dashboard  (5081)
          --host ADDRESS    Address to listen on for these; 0.0.0.0 for all     (127.0.0.1)
          --companies FILE  CSV or JSON Lines file that agents search           (the shipped sample)
          --help            This text

        Streams__Postgres must be set to the connection string of the cluster's database. More settings, as environment variables (see docs/operations.md):
        Streams__Address (the IP address that others reach this silo at, 127.0.0.1), Streams__ListenAddress, Streams__SiloPort, Streams__GatewayPort (0: any free
        one), Streams__ClusterId, Streams__ProbeTimeout, Streams__Synchronous, Streams__SilenceLimit ...
        """;

    public static Dictionary<string, string> Switches { get; } = new()
    {
        ["--port"] = "Streams:Port",
        ["--host"] = "Streams:Host",
        ["--companies"] = "Streams:Companies",
    };
}
