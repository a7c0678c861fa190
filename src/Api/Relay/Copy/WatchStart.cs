using Streams.Contract;

namespace Streams.Api.Relay;

/// <summary>The start of a watch: exactly one of the three is set.</summary>
/// <param name="Snapshot">The state of the stream.</param>
/// <param name="Replay">The events after the viewer's position, or the first page of them.</param>
/// <param name="Refusal">Why there is no watch.</param>
internal sealed record WatchStart(EncodedSnapshot? Snapshot, EncodedFrame? Replay, Refusal? Refusal)
{
    public static WatchStart With(EncodedSnapshot snapshot) => new(snapshot, null, null);

    public static WatchStart With(EncodedFrame replay) => new(null, replay, null);

    public static WatchStart Refused(Refusal refusal) => new(null, null, refusal);
}
