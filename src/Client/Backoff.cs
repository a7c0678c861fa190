namespace Streams.Client;

/// <summary>Delays that grow: exponential with full jitter, so that clients that lost one server do not come back all at once. Not thread-safe.</summary>
/// <param name="random">A number from 0 to 1.</param>
internal sealed class Backoff(Func<double> random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(15);

    private int _failures;

    /// <summary>The next delay: from 0 to a bound that doubles each time, from half a second to 15 s.</summary>
    public TimeSpan Next()
    {
        var bound = Math.Min(Most.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 30)));
        return TimeSpan.FromMilliseconds(random() * bound);
    }

    /// <summary>It worked: the next delay is short again.</summary>
    public void Reset() => _failures = 0;
}
