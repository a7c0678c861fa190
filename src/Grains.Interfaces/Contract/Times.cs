namespace Streams.Contract;

/// <summary>The contract's times have millisecond precision. The rules use the same, so that a state equals a replay of its events.</summary>
public static class Times
{
    /// <summary>The provider's current time, UTC, in whole milliseconds.</summary>
    public static DateTimeOffset Now(this TimeProvider time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
