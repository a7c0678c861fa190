namespace Streams.Bench.Load;

/// <summary>What to measure, and how hard.</summary>
/// <param name="Api">The server's assembly.</param>
/// <param name="Seconds">The length of each throughput run, after its warm-up.</param>
/// <param name="Callers">How many connections report at the same time.</param>
/// <param name="Streams">How many streams the run with many streams has.</param>
/// <param name="Only">The parts to measure; none for all but the price.</param>
/// <param name="Postgres">The database whose price is measured beside SQLite's, or null.</param>
internal sealed record Settings(string Api, int Seconds, int Callers, int Streams, IReadOnlyCollection<string> Only, string? Postgres)
{
    public const string Throughput = "throughput";
    public const string Start = "start";
    public const string Memory = "memory";
    public const string Price = "price";

    /// <summary>The server as it is started where nothing else is said.</summary>
    public ServerOptions Server => new(Api, Callers);

    public bool Wants(string part) => Only.Count == 0 ? part != Price : Only.Contains(part);
}
