namespace Streams.Bench.Load;

/// <param name="Api">The API's assembly.</param>
/// <param name="Seconds">Length of each throughput run, after its warm-up.</param>
/// <param name="Callers">Connections that report at the same time.</param>
/// <param name="Streams">Number of streams in the run with many streams.</param>
/// <param name="Only">The parts to measure; empty for all but the price.</param>
/// <param name="Postgres">The database whose price is measured next to SQLite's, or null.</param>
internal sealed record LoadSettings(string Api, int Seconds, int Callers, int Streams, IReadOnlyCollection<string> Only, string? Postgres)
{
    public const string Throughput = "throughput";
    public const string Start = "start";
    public const string Memory = "memory";
    public const string Price = "price";

    /// <summary>The server with default settings.</summary>
    public ServerOptions Server => new(Api, Callers);

    public bool Includes(string part) => Only.Count == 0 ? part != Price : Only.Contains(part);
}
