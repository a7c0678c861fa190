namespace Streams.Bench.Cluster;

/// <summary>What to measure, and how hard.</summary>
/// <param name="Api">The API's assembly.</param>
/// <param name="Silo">The silo's assembly.</param>
/// <param name="Silos">The numbers of silos, one after the other.</param>
/// <param name="Hosts">How many API hosts there are beside them.</param>
/// <param name="Streams">How many streams are reported to as fast as it goes.</param>
/// <param name="Callers">How many connections do so at the same time.</param>
/// <param name="Watchers">How many connections watch, all streams together.</param>
/// <param name="WatchedStreams">How many streams they are spread over.</param>
/// <param name="Rate">The events a second that are reported to these, all together.</param>
/// <param name="Seconds">The length of each run, after its warm-up.</param>
internal sealed record Settings(string Api, string Silo, int[] Silos, int Hosts, int Streams, int Callers, int Watchers, int WatchedStreams, int Rate, int Seconds);
