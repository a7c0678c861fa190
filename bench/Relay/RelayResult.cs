namespace Streams.Bench.Relay;

/// <summary>The figures of one run.</summary>
/// <param name="Elapsed">Length of the measured phase.</param>
/// <param name="Reports">Reports acknowledged in the measured phase.</param>
/// <param name="Frames">Frames that arrived in the measured phase, all watchers together.</param>
/// <param name="Events">Events that arrived in the measured phase, all watchers together, including those that a newer event in the same frame replaces.</param>
/// <param name="Processors">Processor time used in the measured phase.</param>
/// <param name="Resident">The server's resident memory at the end of the measured phase, in MiB.</param>
/// <param name="Acknowledgements">From due time to acknowledgement.</param>
/// <param name="Deliveries">From due time to arrival, for each event and watcher. A missing delivery counts with the time until the end of the run.</param>
/// <param name="Missing">Number of missing deliveries.</param>
/// <param name="Gaps">How often a watcher had a gap.</param>
internal sealed record RelayResult(
    TimeSpan Elapsed,
    long Reports,
    long Frames,
    long Events,
    ProcessorTimes Processors,
    double Resident,
    Latencies Acknowledgements,
    Latencies Deliveries,
    long Missing,
    int Gaps)
{
    public string PerSecond(long count) => $"{count / Elapsed.TotalSeconds:N0}";

    public string Cores(TimeSpan processor) => $"{processor / Elapsed:0.00}";
}
