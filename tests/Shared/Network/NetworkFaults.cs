namespace Streams.Tests;

/// <summary>The faults of a network.</summary>
[Flags]
internal enum NetworkFaults
{
    None = 0,

    /// <summary>Data is delayed by a random 20 to 200 ms in each direction.</summary>
    Delay = 1,

    /// <summary>The bandwidth is limited in each direction.</summary>
    Bandwidth = 2,

    /// <summary>The connection is closed cleanly, possibly within a message.</summary>
    Cut = 4,

    /// <summary>The connection is reset in the middle of the data.</summary>
    Reset = 8,

    /// <summary>The connection stays open but passes nothing, for some until the fault is lifted, for some for good.</summary>
    BlackHole = 16,

    All = Delay | Bandwidth | Cut | Reset | BlackHole,
}
