namespace Streams.Bench.Load;

/// <summary>What the callers' requests count for.</summary>
internal enum Phase
{
    WarmUp,
    Measured,
    Over,
}
