namespace Streams;

/// <summary>
/// Delays between retries: exponential with full jitter, so that callers that lost the same server do not all come back at once
/// (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). Not thread-safe.
/// </summary>
/// <param name="first">The bound of the first delay. It doubles with each one.</param>
/// <param name="last">The bound stops growing here.</param>
/// <param name="random">A number from 0 to 1; <see cref="Random.Shared"/> by default.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan last, Func<double>? random = null)
{
    private readonly Func<double> _random = random ?? Random.Shared.NextDouble;
    private double _bound;

    /// <summary>The next delay: from 0 to the bound.</summary>
    public TimeSpan Next()
    {
        _bound = Math.Clamp(_bound * 2, first.TotalMilliseconds, last.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(_bound * _random());
    }

    /// <summary>Call it after a success: the next delay is short again.</summary>
    public void Reset() => _bound = 0;
}
