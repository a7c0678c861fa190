namespace Streams.Api.Relay;

/// <summary>What a pump does next for a watch.</summary>
/// <param name="Frame">Send this.</param>
/// <param name="Ended">Say that the watch ended, for this reason.</param>
/// <param name="Behind">Read on from the log; the watch is woken when there is something.</param>
/// <param name="More">Look again after sending.</param>
public readonly record struct ViewerStep(EncodedFrame? Frame, string? Ended, bool Behind, bool More)
{
    /// <summary>The viewer has everything.</summary>
    public static ViewerStep Nothing => default;

    /// <summary>The viewer is further back than the ring.</summary>
    public static ViewerStep FarBehind => new(null, null, true, false);
}
