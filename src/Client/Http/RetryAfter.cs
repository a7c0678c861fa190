namespace Streams.Client;

/// <summary>The <c>Retry-After</c> of an answer.</summary>
internal static class RetryAfter
{
    // What is longer is none of our server's, and would be too long for a timer.
    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    /// <summary>How long to wait by it, at most an hour; zero where there is none.</summary>
    public static TimeSpan Of(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? header?.Date - time.GetUtcNow() ?? TimeSpan.Zero;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Most ? Most : wait;
    }
}
