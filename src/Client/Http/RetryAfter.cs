namespace Streams.Client;

/// <summary>Reads the header <c>Retry-After</c>.</summary>
internal static class RetryAfter
{
    // A longer wait does not come from our server, and would be too long for a timer.
    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    /// <summary>How long to wait, at most an hour; zero without the header.</summary>
    public static TimeSpan Of(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? header?.Date - time.GetUtcNow() ?? TimeSpan.Zero;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Most ? Most : wait;
    }
}
