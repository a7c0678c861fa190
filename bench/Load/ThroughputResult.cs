namespace Streams.Bench.Load;

/// <summary>The figures of one run.</summary>
/// <param name="Elapsed">Length of the measured phase.</param>
/// <param name="Latencies">Latencies of the acknowledged requests.</param>
/// <param name="Processors">Processor time used in the measured phase.</param>
/// <param name="Failures">Requests that were not acknowledged, including those in the warm-up.</param>
/// <param name="FirstFailure">The reply or error of the first of them.</param>
internal sealed record ThroughputResult(TimeSpan Elapsed, Latencies Latencies, ProcessorTimes Processors, int Failures, string? FirstFailure)
{
    public double RequestsPerSecond => Latencies.Count / Elapsed.TotalSeconds;

    /// <summary>Combines two runs of the same measurement.</summary>
    public static ThroughputResult operator +(ThroughputResult left, ThroughputResult right) =>
        new(
            left.Elapsed + right.Elapsed,
            Latencies.Merge([left.Latencies, right.Latencies]),
            left.Processors + right.Processors,
            left.Failures + right.Failures,
            left.FirstFailure ?? right.FirstFailure);

    /// <summary>Describes the failures, when there are any.</summary>
    public string Describe() => $"{Failures:N0} requests failed, the first with: {FirstFailure}";

    public string PerRequest(TimeSpan processor) => Latencies.Count == 0 ? "-" : $"{processor.TotalMicroseconds / Latencies.Count:N0}";

    public string Cores(TimeSpan processor) => $"{processor / Elapsed:0.00}";
}
