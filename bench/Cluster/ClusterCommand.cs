using System.CommandLine;

namespace Streams.Bench.Cluster;

internal static class ClusterCommand
{
    public static Command Create()
    {
        var api = BenchOptions.Api();
        var silo = Options.Program("--silo", "Silo");
        var silos = Options.Numbers("--silos", "Numbers of silos to measure, one after the other; 0 for none", [1, 2, 4], least: 0);
        var nodes = Options.Numbers("--nodes", "Numbers of equal nodes to measure, one after the other: API and silo in one process; 1 is no cluster, 0 for none", [1, 3], least: 0);
        var hosts = Options.Number("--hosts", "API hosts in each cluster", 2);
        var streams = Options.Number("--streams", "Streams in the throughput run", 1_000);
        var callers = Options.Number("--callers", "Connections that report at the same time in the throughput run", 64);
        var watchers = Options.Number("--watchers", "Connections that watch in the latency run, all streams together", 200);
        var watched = Options.Number("--watched-streams", "Streams in the latency run", 50);
        var rate = Options.Number("--rate", "Events/s in the latency run, all streams together", 200);
        var compilation = Options.Number("--compilation", "Seconds of load before the first run, until the code of all processes is compiled with optimization", 8);
        var seconds = BenchOptions.Seconds(10);
        var command = new Command(
            "cluster", "Measures reports/s, latency to watchers and processor time per report, of one process and of clusters that it starts, on a temporary PostgreSQL.")
        {
            api, silo, silos, nodes, hosts, streams, callers, watchers, watched, rate, compilation, seconds,
        };
        command.SetAction((given, cancellation) => new ClusterBench(new(
            Path.GetFullPath(given.GetRequiredValue(api)),
            Path.GetFullPath(given.GetRequiredValue(silo)),
            given.GetRequiredValue(silos),
            given.GetRequiredValue(nodes),
            given.GetValue(hosts),
            given.GetValue(streams),
            given.GetValue(callers),
            given.GetValue(watchers),
            given.GetValue(watched),
            given.GetValue(rate),
            given.GetValue(compilation),
            given.GetValue(seconds))).RunAsync(cancellation));
        return command;
    }
}
