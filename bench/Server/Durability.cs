namespace Streams.Bench.Server;

/// <summary>The values of the server's setting <c>Streams:Synchronous</c>.</summary>
internal static class Durability
{
    public const string Full = "full";
    public const string Normal = "normal";
}
