namespace Streams.Silo.Hosting;

/// <summary>How a process ends.</summary>
/// <param name="Delay">How long it says that it is not ready before it stops; a load balancer must notice within it.</param>
/// <param name="Limit">How long stopping may take after that; what is not done by then is left undone.</param>
public sealed record DrainOptions(TimeSpan Delay, TimeSpan Limit);
