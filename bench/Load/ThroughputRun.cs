using System.Diagnostics;

namespace Streams.Bench.Load;

/// <summary>One run: all callers report for some seconds, first unmeasured.</summary>
internal sealed class ThroughputRun(ServerUnderLoad server, Settings settings)
{
    /// <summary>Long enough for the server's hot paths to be compiled with optimisation.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ReportNumbers _numbers = new();

    /// <param name="streams">Reported to. Each caller has a share of its own, or shares one where there are fewer streams than callers.</param>
    /// <param name="batch">Reports in a request.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<ThroughputResult> RunAsync(string[] streams, int batch, CancellationToken cancellation)
    {
        var callers = Enumerable.Range(0, settings.Callers).Select(i => new Caller(server, new ReportBody(_numbers, batch), Share(streams, i))).ToArray();
        var phases = new Phases();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var calls = Task.WhenAll(callers.Select(caller => Task.Run(() => caller.RunAsync(phases, limit.Token), limit.Token)));
        await Task.WhenAny(calls, Task.Delay(WarmUp, TimeProvider.System, cancellation));

        var (began, before) = (Stopwatch.GetTimestamp(), ProcessorTimes.Now(server));
        phases.Now = Phase.Measured;
        await Task.WhenAny(calls, Task.Delay(TimeSpan.FromSeconds(settings.Seconds), TimeProvider.System, cancellation));
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
            Latencies.Merge(callers.Select(caller => caller.Latencies)),
            used,
            callers.Sum(caller => caller.Failures),
            callers.Select(caller => caller.FirstFailure).FirstOrDefault(failure => failure is not null));
    }

    private string[] Share(string[] streams, int caller) =>
        streams.Length < settings.Callers ? [streams[caller % streams.Length]] : [.. streams.Where((_, i) => i % settings.Callers == caller)];
}
