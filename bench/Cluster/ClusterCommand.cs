using System.CommandLine;

namespace Streams.Bench.Cluster;

/// <summary>The command line.</summary>
internal static class ClusterCommand
{
    public static Task<int> RunAsync(string[] args, Func<Settings, CancellationToken, Task<int>> measure)
    {
        var root = new RootCommand(
            "Measures reports/s, latency to viewers and processor time per report, of one process and of clusters that it starts itself, on a PostgreSQL of its own.");
        var api = BenchCommand.Api(root);
        var silo = BenchCommand.Program(root, "--silo", "The silo to measure: Streams.Silo.dll", "src/Silo", "artifacts/bin/Silo/release/Streams.Silo.dll");
        var silos = BenchCommand.Numbers(root, "--silos", "Silos of the clusters, one number after the other", 1, 2, 4);
        var hosts = BenchCommand.Number(root, "--hosts", "API hosts of each cluster", 2);
        var streams = BenchCommand.Number(root, "--streams", "Streams that are reported to as fast as it goes", 1_000);
        var callers = BenchCommand.Number(root, "--callers", "Connections that do so at the same time", 64);
        var watchers = BenchCommand.Number(root, "--watchers", "Connections that watch, all streams together", 200);
        var watched = BenchCommand.Number(root, "--watched-streams", "Streams that they are spread over", 50);
        var rate = BenchCommand.Number(root, "--rate", "Events a second that are reported to these, all together", 200);
        var seconds = BenchCommand.Number(root, "--seconds", "Length of each run, after its warm-up", 10);
        return BenchCommand.RunAsync(root, args, (given, cancellation) => measure(
            new(
                Path.GetFullPath(given.GetRequiredValue(api)),
                Path.GetFullPath(given.GetRequiredValue(silo)),
                given.GetRequiredValue(silos),
                given.GetValue(hosts),
                given.GetValue(streams),
                given.GetValue(callers),
                given.GetValue(watchers),
                given.GetValue(watched),
                given.GetValue(rate),
                given.GetValue(seconds)),
            cancellation));
    }
}
