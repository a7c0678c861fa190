using Streams.Bench.Load;
using Streams.Bench.Relay;
using Streams.Tests;

namespace Streams.Bench.Cluster;

/// <summary>
/// Measures one process and clusters of several sizes, one after the other on one machine. They all share the same cores, so compare the processor time per report in
/// each kind of process: it shows what more machines would and would not improve.
/// </summary>
internal sealed class ClusterBench(ClusterSettings settings)
{
    private const int ActivityEvery = 4;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly int[] Batches = [1, 100];

    private readonly List<string> _failures = [];

    private readonly Table _reports = new(
        "processes", "batch", "reports/s", "p50 ms", "p99 ms", "silos ms/report", "API hosts ms/report", "PostgreSQL ms/report", "load ms/report", "other cores", "failures");

    private readonly Table _latencies = new(
        "processes", "events/s", "p50 ms", "p95 ms", "p99 ms", "acknowledged p50, p99 ms", "silos ms/event", "API hosts ms/event", "PostgreSQL ms/event", "other cores", "missing",
        "server MiB");

    private TimeSpan Length => TimeSpan.FromSeconds(settings.Seconds);

    /// <returns>The exit code: 1 if a report was not acknowledged.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var session = new Session();
        await using var postgres = new PostgresServer();
        try
        {
            foreach (var formation in Formations())
                await MeasureAsync(formation, postgres, session, cancellation);
        }
        finally
        {
            Print();
        }

        return _failures.Count == 0 ? 0 : 1;
    }

    private IEnumerable<Formation> Formations() =>
    [
        .. settings.Nodes.Where(nodes => nodes > 0).Select(nodes => new Formation(Silos: 0, Hosts: 0, nodes)),
        .. settings.Silos.Where(silos => silos > 0).Select(silos => new Formation(silos, settings.Hosts, Nodes: 0)),
    ];

    private static string Each(TimeSpan processor, long count) => count == 0 ? "-" : $"{processor.TotalMilliseconds / count:0.000}";

    private async Task MeasureAsync(Formation formation, PostgresServer postgres, Session session, CancellationToken cancellation)
    {
        Progress.Show($"{formation}");
        await using var cluster = await ClusterUnderLoad.StartAsync(settings, formation, postgres, session, cancellation);
        var streams = await Goals.CreateAsync(cluster.ClientOf(0), settings.Streams, settings.Callers, cancellation);
        await new ThroughputRun(cluster, settings.Callers, TimeSpan.FromSeconds(settings.Compilation), TimeSpan.Zero).RunAsync(streams, 1, cancellation);
        foreach (var batch in Batches)
            Add(formation, batch, await new ThroughputRun(cluster, settings.Callers, WarmUp, Length).RunAsync(streams, batch, cancellation));
        Add(formation, await new RelayRun(cluster, settings.Watchers, ActivityEvery, new(settings.Rate, settings.WatchedStreams, WarmUp, Length)).RunAsync(cancellation));
    }

    private void Add(Formation formation, int batch, ThroughputResult result)
    {
        var count = result.Latencies.Count * batch;
        _reports.Add(
            $"{formation}",
            $"{batch}",
            $"{count / result.Elapsed.TotalSeconds:N0}",
            result.Latencies.Milliseconds(0.50),
            result.Latencies.Milliseconds(0.99),
            Each(result.Processors.Parts.Silos, count),
            Each(result.Processors.Parts.Hosts, count),
            Each(result.Processors.Parts.Database, count),
            Each(result.Processors.Load, count),
            result.Cores(result.Processors.Others),
            $"{result.Failures:N0}");
        if (result.Failures > 0)
            _failures.Add($"{formation}, batches of {batch}: {result.Describe()}");
    }

    private void Add(Formation formation, RelayResult result) => _latencies.Add(
        $"{formation}",
        result.PerSecond(result.Reports),
        result.Deliveries.Milliseconds(0.50),
        result.Deliveries.Milliseconds(0.95),
        result.Deliveries.Milliseconds(0.99),
        $"{result.Acknowledgements.Milliseconds(0.50)}, {result.Acknowledgements.Milliseconds(0.99)}",
        Each(result.Processors.Parts.Silos, result.Reports),
        Each(result.Processors.Parts.Hosts, result.Reports),
        Each(result.Processors.Parts.Database, result.Reports),
        result.Cores(result.Processors.Others),
        $"{result.Missing:N0}",
        $"{result.Resident:N0}");

    private void Print()
    {
        Console.WriteLine($"## Acknowledged reports on PostgreSQL, {settings.Streams:N0} streams, {settings.Callers} callers, {settings.Seconds} s each\n");
        _reports.Dispose();
        foreach (var failure in _failures)
            Console.WriteLine($"- {failure}\n");
        Console.WriteLine(
            $"## From a report's due time to the arrival of its event, {settings.Rate} events/s, {settings.WatchedStreams} streams, {settings.Watchers} watchers over SignalR\n");
        _latencies.Dispose();
    }
}
