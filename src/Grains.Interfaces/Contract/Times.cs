namespace Streams.Contract;

/// <summary>Times of the contract have milliseconds; so has every time that the rules see, or a state would not equal what its events tell.</summary>
public static class Times
{
    /// <summary>The provider's present time in UTC, in whole milliseconds.</summary>
    public static DateTimeOffset Now(this TimeProvider time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
