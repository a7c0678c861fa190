namespace Streams.Api.Relay;

/// <summary>What the pump does next for a watch.</summary>
/// <param name="Frame">Send this frame.</param>
/// <param name="Ended">Tell the client that the watch ended, for this reason.</param>
/// <param name="Behind">Read the next page of the log; the watch is woken when it is there.</param>
/// <param name="More">Repeat after sending.</param>
internal readonly record struct PumpStep(EncodedFrame? Frame, string? Ended, bool Behind, bool More)
{
    /// <summary>The viewer has everything.</summary>
    public static PumpStep Nothing => default;

    /// <summary>The viewer is behind the ring.</summary>
    public static PumpStep FarBehind => new(null, null, true, false);
}
