namespace Streams.Silo.Health;

/// <summary>Runs all <see cref="IReadiness"/> checks of the process concurrently.</summary>
/// <param name="checks">The checks.</param>
/// <param name="time">The clock of the time limit.</param>
public sealed class Readiness(IEnumerable<IReadiness> checks, TimeProvider time)
{
    private const string Ok = "ok";
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(2);

    /// <summary>Runs the checks; one that takes longer than 2 s fails.</summary>
    /// <returns>Whether all checks passed, and the result of each.</returns>
    public async Task<(bool Ready, ReadinessReply Reply)> CheckAsync(CancellationToken cancellation)
    {
        using var due = new CancellationTokenSource(CheckLimit, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(due.Token, cancellation);
        var all = checks.ToArray();
        var states = await Task.WhenAll(all.Select(check => CheckAsync(check, end.Token)));
        var named = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < all.Length; i++)
            named[all[i].Name] = states[i];
        var ready = Array.TrueForAll(states, state => state == Ok);
        return (ready, new(ready ? "ready" : "unready", named));
    }

    private static async Task<string> CheckAsync(IReadiness check, CancellationToken cancellation)
    {
        try
        {
            return await check.CheckAsync(cancellation).WaitAsync(cancellation) ?? Ok;
        }
        catch (OperationCanceledException)
        {
            return "no answer in time";
        }
        catch (Exception)
        {
            // The reply is public, so it does not disclose the cause.
            return "failed";
        }
    }
}
