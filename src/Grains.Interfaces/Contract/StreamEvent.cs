namespace Streams.Contract;

/// <summary>One event of a stream's history, as viewers receive it ("Event" in the contract).</summary>
/// <param name="Seq">Its sequence: 1 for the stream's first event, then without gaps.</param>
/// <param name="Event">What happened.</param>
/// <param name="Payload">The shape that belongs to <paramref name="Event"/>, as JSON.</param>
/// <param name="At">When it happened, UTC.</param>
[GenerateSerializer, Immutable]
public sealed record StreamEvent(long Seq, EventName Event, JsonText Payload, DateTimeOffset At);
