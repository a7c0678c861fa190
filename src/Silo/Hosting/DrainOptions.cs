namespace Streams.Silo.Hosting;

/// <summary>The timing of a graceful stop.</summary>
/// <param name="Delay">How long the process reports that it is not ready before it stops; long enough for a load balancer to notice.</param>
/// <param name="Limit">The time limit for stopping after that; unfinished work is abandoned.</param>
public sealed record DrainOptions(TimeSpan Delay, TimeSpan Limit);
