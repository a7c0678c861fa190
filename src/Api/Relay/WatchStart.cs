using Streams.Contract;

namespace Streams.Api.Relay;

/// <summary>What a watch begins with: exactly one of the three.</summary>
/// <param name="Snapshot">How the stream stands.</param>
/// <param name="Replay">What followed the viewer's position, or the first part of it.</param>
/// <param name="Refusal">Why there is no watch.</param>
public sealed record WatchStart(EncodedSnapshot? Snapshot, EncodedFrame? Replay, Refusal? Refusal)
{
    /// <summary>Begins with a snapshot.</summary>
    public static WatchStart With(EncodedSnapshot snapshot) => new(snapshot, null, null);

    /// <summary>Begins with what followed a position.</summary>
    public static WatchStart With(EncodedFrame replay) => new(null, replay, null);

    /// <summary>Does not begin.</summary>
    public static WatchStart Refused(Refusal refusal) => new(null, null, refusal);
}
