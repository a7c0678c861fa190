namespace Streams.Bench.Cluster;

/// <param name="Api">The API's assembly.</param>
/// <param name="Silo">The silo's assembly.</param>
/// <param name="Silos">The numbers of silos to measure, one after the other.</param>
/// <param name="Nodes">The numbers of equal nodes to measure, one after the other.</param>
/// <param name="Hosts">Number of API hosts in each cluster.</param>
/// <param name="Streams">Number of streams in the throughput run.</param>
/// <param name="Callers">Connections that report at the same time in the throughput run.</param>
/// <param name="Watchers">Connections that watch in the latency run, all streams together.</param>
/// <param name="WatchedStreams">Number of streams in the latency run.</param>
/// <param name="Rate">Events/s in the latency run, all streams together.</param>
/// <param name="Compilation">Seconds of load before the first run.</param>
/// <param name="Seconds">Length of each run, after its warm-up.</param>
internal sealed record ClusterSettings(
    string Api,
    string Silo,
    int[] Silos,
    int[] Nodes,
    int Hosts,
    int Streams,
    int Callers,
    int Watchers,
    int WatchedStreams,
    int Rate,
    int Compilation,
    int Seconds);
