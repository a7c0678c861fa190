namespace Streams.Bench.Load;

/// <summary>Which requests count.</summary>
internal enum Phase
{
    WarmUp,
    Measured,
    Over,
}
