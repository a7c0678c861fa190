namespace Streams.Client;

/// <summary>Reads the header <c>Retry-After</c>.</summary>
internal static class RetryAfter
{
    // Our server never asks for a longer wait, and a timer cannot wait for an arbitrary time.
    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    /// <summary>How long to wait, at most an hour; zero without the header.</summary>
    public static TimeSpan Of(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? header?.Date - time.GetUtcNow() ?? TimeSpan.Zero;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Most ? Most : wait;
    }
}
