namespace Streams.Tests;

/// <summary>A time for which a client heard nothing.</summary>
/// <param name="Length">How long it was.</param>
/// <param name="After">How long after the begin of the measuring it began.</param>
internal readonly record struct Pause(TimeSpan Length, TimeSpan After);
