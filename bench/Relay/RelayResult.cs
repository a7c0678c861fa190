namespace Streams.Bench.Relay;

/// <summary>What one run measured.</summary>
/// <param name="Elapsed">How long it measured.</param>
/// <param name="Reports">How many reports were acknowledged in that time.</param>
/// <param name="Frames">How many frames arrived in that time, at all watchers together.</param>
/// <param name="Events">How many events arrived in that time, at all watchers together, those included that a newer one in their frame stood for.</param>
/// <param name="Processors">Who used the cores meanwhile.</param>
/// <param name="Resident">The server's memory at the end of it, in MiB.</param>
/// <param name="Acknowledgements">From due to acknowledged.</param>
/// <param name="Deliveries">From due to arrived, for each event and watcher. What did not arrive counts with the time that was waited for it.</param>
/// <param name="Missing">How many deliveries those are.</param>
/// <param name="Gaps">How often a watcher was told that it misses something.</param>
internal sealed record RelayResult(
    TimeSpan Elapsed,
    long Reports,
    long Frames,
    long Events,
    ProcessorTimes Processors,
    double Resident,
    LatencyHistogram Acknowledgements,
    LatencyHistogram Deliveries,
    long Missing,
    int Gaps)
{
    public string PerSecond(long count) => $"{count / Elapsed.TotalSeconds:N0}";

    public string Cores(TimeSpan processor) => $"{processor / Elapsed:0.00}";
}
