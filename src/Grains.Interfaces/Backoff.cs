namespace Streams;

/// <summary>
/// Delays between retries: exponential with full jitter, so that callers that lost the same server do not all come back at once
/// (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). Not thread-safe, except where stated.
/// </summary>
/// <param name="first">The bound of the first delay. It doubles with each one.</param>
/// <param name="last">The bound stops growing here.</param>
/// <param name="random">A number from 0 to 1; <see cref="Random.Shared"/> by default.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan last, Func<double>? random = null)
{
    private readonly Func<double> _random = random ?? Random.Shared.NextDouble;
    private int _failures;

    /// <summary>The next delay: from 0 to the bound.</summary>
    public TimeSpan Next() => After(_failures++);

    /// <summary>The delay after this many earlier ones. Thread-safe.</summary>
    public TimeSpan After(int failures) =>
        TimeSpan.FromMilliseconds(Math.Min(first.TotalMilliseconds * Math.Pow(2, failures), last.TotalMilliseconds) * _random());

    /// <summary>Call it after a success: the next delay is short again.</summary>
    public void Reset() => _failures = 0;
}
