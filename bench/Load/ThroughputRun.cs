using System.Diagnostics;

namespace Streams.Bench.Load;

/// <summary>One run: all callers report, first unmeasured.</summary>
/// <param name="system">The system under test.</param>
/// <param name="callers">Connections that report at the same time.</param>
/// <param name="warmUp">Length of the unmeasured phase.</param>
/// <param name="length">Length of the measured phase.</param>
internal sealed class ThroughputRun(ISystemUnderTest system, int callers, TimeSpan warmUp, TimeSpan length)
{
    private static readonly TimeSpan ReplyLimit = TimeSpan.FromSeconds(30);

    private readonly ReportNumbers _numbers = new();

    /// <param name="streams">Ids of the streams. The callers divide them; when there are fewer streams than callers, callers share a stream.</param>
    /// <param name="batch">Reports per request.</param>
    /// <param name="cancellation">Cancels the run.</param>
    public async Task<ThroughputResult> RunAsync(string[] streams, int batch, CancellationToken cancellation)
    {
        var all = Enumerable.Range(0, callers).Select(i => new Caller(system, system.ClientOf(i), new ReportBody(_numbers, batch), Share(streams, i))).ToArray();
        var phases = new Phases();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var calls = Task.WhenAll(all.Select(caller => Task.Run(() => caller.RunAsync(phases, limit.Token), limit.Token)));
        await Task.WhenAny(calls, Task.Delay(warmUp, TimeProvider.System, cancellation));

        var (began, before) = (Stopwatch.GetTimestamp(), ProcessorTimes.Now(system));
        phases.Now = Phase.Measured;
        await Task.WhenAny(calls, Task.Delay(length, TimeProvider.System, cancellation));
        phases.Now = Phase.Over;
        var (elapsed, used) = (Stopwatch.GetElapsedTime(began), ProcessorTimes.Now(system) - before);

        limit.CancelAfter(ReplyLimit);
        try
        {
            await calls;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new BenchFailedException($"The server did not answer a request within {ReplyLimit.TotalSeconds} s.");
        }

        return new(
            elapsed,
            Latencies.Merge(all.Select(caller => caller.Latencies)),
            used,
            all.Sum(caller => caller.Failures),
            all.Select(caller => caller.FirstFailure).FirstOrDefault(failure => failure is not null));
    }

    private string[] Share(string[] streams, int caller) =>
        streams.Length < callers ? [streams[caller % streams.Length]] : [.. streams.Where((_, i) => i % callers == caller)];
}
