namespace Streams.Tests;

/// <summary>A period in which a client received nothing.</summary>
/// <param name="Length">Its length.</param>
/// <param name="After">The time from the start of the measurement to its beginning.</param>
internal readonly record struct Pause(TimeSpan Length, TimeSpan After);
