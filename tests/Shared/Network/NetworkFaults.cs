namespace Streams.Tests;

/// <summary>What a network does to a connection.</summary>
[Flags]
internal enum NetworkFaults
{
    None = 0,

    /// <summary>What passes takes 20 to 200 ms more, drawn anew each time, in each direction.</summary>
    Delay = 1,

    /// <summary>So many bytes pass a second in each direction, and no more.</summary>
    Bandwidth = 2,

    /// <summary>It is closed in good order, wherever a message may be.</summary>
    Cut = 4,

    /// <summary>It is reset in the middle of what is sent.</summary>
    Reset = 8,

    /// <summary>It stays open and nothing passes, in neither direction; for some until the fault is lifted, for some for ever.</summary>
    BlackHole = 16,

    All = Delay | Bandwidth | Cut | Reset | BlackHole,
}
