namespace Streams.Bench.Load;

/// <summary>Acknowledged reports/s over HTTP, for one stream and for many, one by one and in batches.</summary>
internal sealed class Throughput(LoadSettings settings, Session session)
{
    /// <summary>Long enough to compile the server's hot paths with optimization.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    private static readonly int[] Batches = [1, 100];

    private readonly List<string> _failures = [];

    /// <summary>The data folder of the last server, the one with many streams.</summary>
    public string? Folder { get; private set; }

    /// <returns>Whether every report was acknowledged.</returns>
    public async Task<bool> MeasureAsync(CancellationToken cancellation)
    {
        Console.WriteLine($"## Acknowledged reports over HTTP, {settings.Seconds} s each after {WarmUp.TotalSeconds} s of warm-up\n");
        using (var table = new Table(
            "streams", "batch", "reports/s", "requests/s", "p50 ms", "p99 ms", "server µs/request", "load µs/request",
            "server cores", "load cores", "other cores", "failures"))
        {
            foreach (var streams in new[] { 1, settings.Streams }.Distinct())
                await MeasureAsync(table, streams, cancellation);
        }

        foreach (var failure in _failures)
            Console.WriteLine($"- {failure}\n");
        return _failures.Count == 0;
    }

    private async Task MeasureAsync(Table table, int streams, CancellationToken cancellation)
    {
        Folder = session.NewFolder();
        await using var server = await session.StartAsync(settings.Server, Folder, cancellation);
        var ids = await Goals.CreateAsync(server.Client, streams, settings.Callers, cancellation);
        var run = new ThroughputRun(server, settings.Callers, WarmUp, TimeSpan.FromSeconds(settings.Seconds));
        foreach (var batch in Batches)
        {
            var result = await run.RunAsync(ids, batch, cancellation);
            table.Add(
                $"{streams:N0}",
                $"{batch}",
                $"{result.RequestsPerSecond * batch:N0}",
                $"{result.RequestsPerSecond:N0}",
                result.Latencies.Milliseconds(0.50),
                result.Latencies.Milliseconds(0.99),
                result.PerRequest(result.Processors.Server),
                result.PerRequest(result.Processors.Load),
                result.Cores(result.Processors.Server),
                result.Cores(result.Processors.Load),
                result.Cores(result.Processors.Others),
                $"{result.Failures:N0}");
            if (result.Failures > 0)
                _failures.Add($"{streams:N0} stream(s), batches of {batch}: {result.Describe()}");
        }
    }
}
