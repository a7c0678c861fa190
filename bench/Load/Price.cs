namespace Streams.Bench.Load;

/// <summary>
/// What it costs that an acknowledged report survives power loss: reports/s with <c>Streams:Synchronous</c> at <c>full</c> and at <c>normal</c>, which is SQLite's
/// <c>synchronous</c> and PostgreSQL's <c>synchronous_commit</c>. The two are measured in turns (full, normal, normal, full), so that an hour that gets slower or
/// faster does not look like a price.
/// </summary>
internal sealed class Price(Settings settings, Servers servers)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    private static readonly string[] Turns = [Durability.Full, Durability.Normal, Durability.Normal, Durability.Full];

    private readonly List<string> _failures = [];

    /// <returns>Whether every report was acknowledged.</returns>
    public async Task<bool> MeasureAsync(CancellationToken cancellation)
    {
        Console.WriteLine($"## The price of surviving power loss: reports/s over HTTP, one a request, {WarmUp.TotalSeconds} s of warm-up before each turn\n");
        using (var table = new Table("storage", "streams", "full", "normal", "normal / full", "full p50, p99 ms", "normal p50, p99 ms", "other cores"))
        {
            foreach (var streams in new[] { 1, settings.Streams }.Distinct())
            {
                await MeasureAsync(table, "SQLite", settings.Server, streams, cancellation);
                if (settings.Postgres is not null)
                    await MeasureAsync(table, "PostgreSQL", settings.Server with { Postgres = settings.Postgres }, streams, cancellation);
            }
        }

        foreach (var failure in _failures)
            Console.WriteLine($"- {failure}\n");
        return _failures.Count == 0;
    }

    private static string Milliseconds(ThroughputResult result) => $"{result.Latencies.Milliseconds(0.50)}, {result.Latencies.Milliseconds(0.99)}";

    private async Task MeasureAsync(Table table, string storage, ServerOptions server, int streams, CancellationToken cancellation)
    {
        var results = new Dictionary<string, ThroughputResult>();
        foreach (var synchronous in Turns)
        {
            await Console.Error.WriteLineAsync($"bench: {storage}, {synchronous}, {streams:N0} stream(s)");
            var result = await TurnAsync(server with { Synchronous = synchronous }, streams, cancellation);
            results[synchronous] = results.TryGetValue(synchronous, out var earlier) ? earlier + result : result;
            if (result.Failures > 0)
                _failures.Add($"{storage}, {synchronous}, {streams:N0} stream(s): {result.Complaint}");
        }

        var (full, normal) = (results[Durability.Full], results[Durability.Normal]);
        table.Add(
            storage,
            $"{streams:N0}",
            $"{full.RequestsPerSecond:N0}",
            $"{normal.RequestsPerSecond:N0}",
            $"{normal.RequestsPerSecond / full.RequestsPerSecond:0.00}",
            Milliseconds(full),
            Milliseconds(normal),
            $"{full.Cores(full.Processors.Others)}, {normal.Cores(normal.Processors.Others)}");
    }

    private async Task<ThroughputResult> TurnAsync(ServerOptions options, int streams, CancellationToken cancellation)
    {
        await using var server = await servers.StartAsync(options, cancellation);
        var ids = await Goals.CreateAsync(server.Client, streams, settings.Callers, cancellation);
        var length = TimeSpan.FromSeconds(settings.Seconds) / Turns.Count(turn => turn == options.Synchronous);
        return await new ThroughputRun(server, settings.Callers, WarmUp, length).RunAsync(ids, 1, cancellation);
    }
}
