namespace Streams.Bench.Load;

/// <summary>
/// The price of surviving power loss: reports/s with <c>Streams:Synchronous</c> set to <c>full</c> and to <c>normal</c>, which sets SQLite's <c>synchronous</c> and
/// PostgreSQL's <c>synchronous_commit</c>. The two alternate (full, normal, normal, full), so that a machine that gets slower or faster does not distort the comparison.
/// </summary>
internal sealed class Price(LoadSettings settings, Session session)
{
    /// <summary>Until the hot paths of a new server are compiled with optimization.</summary>
    private static readonly TimeSpan Compilation = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly string[] Turns = [Durability.Full, Durability.Normal, Durability.Normal, Durability.Full];

    private readonly Dictionary<(string Storage, int Streams, string Synchronous), List<ThroughputResult>> _results = [];

    private int[] Streams => [.. new[] { 1, settings.Streams }.Distinct()];

    /// <returns>Whether every report was acknowledged.</returns>
    public async Task<bool> MeasureAsync(CancellationToken cancellation)
    {
        Console.WriteLine(
            $"## The price of surviving power loss: reports/s over HTTP, one a request, {settings.Seconds} s each in two turns\n");
        using (var table = new Table("storage", "streams", "full (its turns)", "normal (its turns)", "normal / full", "full p50, p99 ms", "normal p50, p99 ms", "other cores"))
        {
            await MeasureAsync(table, "SQLite", settings.Server, cancellation);
            if (settings.Postgres is not null)
                await MeasureAsync(table, "PostgreSQL", settings.Server with { Postgres = settings.Postgres }, cancellation);
        }

        var acknowledged = true;
        foreach (var ((storage, streams, synchronous), results) in _results)
        {
            if (results.Find(result => result.Failures > 0) is not { } failed)
                continue;
            Console.WriteLine($"- {storage}, {synchronous}, {streams:N0} stream(s): {failed.Describe()}\n");
            acknowledged = false;
        }

        return acknowledged;
    }

    private static string Milliseconds(ThroughputResult result) => $"{result.Latencies.Milliseconds(0.50)}, {result.Latencies.Milliseconds(0.99)}";

    // The turns show the noise of the machine. A price smaller than that means nothing.
    private static string PerSecond(ThroughputResult whole, IEnumerable<ThroughputResult> turns) =>
        $"{whole.RequestsPerSecond:N0} ({string.Join(", ", turns.Select(turn => $"{turn.RequestsPerSecond:N0}"))})";

    private async Task MeasureAsync(Table table, string storage, ServerOptions server, CancellationToken cancellation)
    {
        foreach (var synchronous in Turns)
        {
            Progress.Show($"{storage}, {synchronous}");
            await TurnAsync(storage, server with { Synchronous = synchronous }, cancellation);
        }

        foreach (var streams in Streams)
        {
            var (fullTurns, normalTurns) = (_results[(storage, streams, Durability.Full)], _results[(storage, streams, Durability.Normal)]);
            var (full, normal) = (fullTurns.Aggregate((all, turn) => all + turn), normalTurns.Aggregate((all, turn) => all + turn));
            table.Add(
                storage,
                $"{streams:N0}",
                PerSecond(full, fullTurns),
                PerSecond(normal, normalTurns),
                $"{normal.RequestsPerSecond / full.RequestsPerSecond:0.00}",
                Milliseconds(full),
                Milliseconds(normal),
                $"{full.Cores(full.Processors.Others)}, {normal.Cores(normal.Processors.Others)}");
        }
    }

    private async Task TurnAsync(string storage, ServerOptions options, CancellationToken cancellation)
    {
        await using var server = await session.StartAsync(options, cancellation);
        var length = TimeSpan.FromSeconds(settings.Seconds) / Turns.Count(turn => turn == options.Synchronous);
        var first = await Goals.CreateAsync(server.Client, 1, settings.Callers, cancellation);
        await new ThroughputRun(server, settings.Callers, Compilation, TimeSpan.Zero).RunAsync(first, 1, cancellation);
        var run = new ThroughputRun(server, settings.Callers, WarmUp, length);
        foreach (var streams in Streams)
        {
            var ids = await Goals.CreateAsync(server.Client, streams, settings.Callers, cancellation);
            var result = await run.RunAsync(ids, 1, cancellation);
            var key = (storage, streams, options.Synchronous);
            if (!_results.TryGetValue(key, out var turns))
                _results[key] = turns = [];
            turns.Add(result);
        }
    }
}
