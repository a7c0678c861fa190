using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>One event of a stream's history, as viewers receive it ("Event" in the contract).</summary>
/// <param name="Seq">Its sequence: 1 for the stream's first event, then without gaps.</param>
/// <param name="Event">What happened.</param>
/// <param name="Payload">The shape that belongs to <paramref name="Event"/>, as JSON.</param>
/// <param name="At">When it happened, UTC.</param>
[GenerateSerializer, Immutable]
public sealed record StreamEvent(long Seq, EventName Event, JsonText Payload, DateTimeOffset At);

/// <summary>The names of events. The numbers are stored in the log: they never change.</summary>
public enum EventName
{
    /// <summary>Payload <see cref="Contract.Progress"/>.</summary>
    [JsonStringEnumMemberName("progress-update")]
    ProgressUpdate = 1,

    /// <summary>Payload <see cref="Contract.AgentActivity"/>.</summary>
    [JsonStringEnumMemberName("agent-activity")]
    AgentActivity = 2,

    /// <summary>Payload <see cref="Contract.Milestone"/>.</summary>
    [JsonStringEnumMemberName("milestone")]
    Milestone = 3,

    /// <summary>Payload <see cref="ProgressStream"/>. A stream's first event is this one: its creation.</summary>
    [JsonStringEnumMemberName("stream-updated")]
    StreamUpdated = 4,

    /// <summary>Payload <see cref="Item"/>.</summary>
    [JsonStringEnumMemberName("item-added")]
    ItemAdded = 5,

    /// <summary>Payload <see cref="Item"/>.</summary>
    [JsonStringEnumMemberName("item-updated")]
    ItemUpdated = 6,
}
