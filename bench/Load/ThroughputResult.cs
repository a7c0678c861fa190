namespace Streams.Bench.Load;

/// <summary>What one run measured.</summary>
/// <param name="Elapsed">How long it measured.</param>
/// <param name="Latencies">Of the acknowledged requests.</param>
/// <param name="Processors">Who used the cores meanwhile.</param>
/// <param name="Failures">Requests that were not acknowledged, in the warm-up too.</param>
/// <param name="FirstFailure">What the first of them got.</param>
internal sealed record ThroughputResult(TimeSpan Elapsed, Latencies Latencies, ProcessorTimes Processors, int Failures, string? FirstFailure)
{
    public double RequestsPerSecond => Latencies.Count / Elapsed.TotalSeconds;

    /// <summary>What is to be said where a request failed.</summary>
    public string Complaint => $"{Failures:N0} requests failed, the first with: {FirstFailure}";

    /// <summary>Two runs of the same as one.</summary>
    public static ThroughputResult operator +(ThroughputResult left, ThroughputResult right) =>
        new(
            left.Elapsed + right.Elapsed,
            Latencies.Merge([left.Latencies, right.Latencies]),
            left.Processors + right.Processors,
            left.Failures + right.Failures,
            left.FirstFailure ?? right.FirstFailure);

    public string PerRequest(TimeSpan processor) => Latencies.Count == 0 ? "-" : $"{processor.TotalMicroseconds / Latencies.Count:N0}";

    public string Cores(TimeSpan processor) => $"{processor / Elapsed:0.00}";
}
