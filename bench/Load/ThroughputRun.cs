using System.Diagnostics;

namespace Streams.Bench.Load;

/// <summary>One run: all callers report for a while, first unmeasured.</summary>
/// <param name="server">Where.</param>
/// <param name="callers">How many connections report at the same time.</param>
/// <param name="warmUp">How long it is not measured.</param>
/// <param name="length">How long it is measured after that.</param>
internal sealed class ThroughputRun(IUnderLoad server, int callers, TimeSpan warmUp, TimeSpan length)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ReportNumbers _numbers = new();

    /// <param name="streams">Reported to. Each caller has a share of its own, or shares one where there are fewer streams than callers.</param>
    /// <param name="batch">Reports in a request.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<ThroughputResult> RunAsync(string[] streams, int batch, CancellationToken cancellation)
    {
        var all = Enumerable.Range(0, callers).Select(i => new Caller(server, server.ClientOf(i), new ReportBody(_numbers, batch), Share(streams, i))).ToArray();
        var phases = new Phases();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var calls = Task.WhenAll(all.Select(caller => Task.Run(() => caller.RunAsync(phases, limit.Token), limit.Token)));
        await Task.WhenAny(calls, Task.Delay(warmUp, TimeProvider.System, cancellation));

        var (began, before) = (Stopwatch.GetTimestamp(), ProcessorTimes.Now(server));
        phases.Now = Phase.Measured;
        await Task.WhenAny(calls, Task.Delay(length, TimeProvider.System, cancellation));
        phases.Now = Phase.Over;
        var (elapsed, used) = (Stopwatch.GetElapsedTime(began), ProcessorTimes.Now(server) - before);

        limit.CancelAfter(Patience);
        try
        {
            await calls;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ServerFailedException($"The server left a request without an answer for {Patience.TotalSeconds} s.");
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
