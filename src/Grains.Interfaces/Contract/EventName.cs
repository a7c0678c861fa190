using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>
/// The events of a stream: their names on the wire and the shapes of their payloads, which <see cref="EventNames"/> finds. The numbers are stored in the log: they never
/// change.
/// </summary>
public enum EventName
{
    /// <summary>The progress changed.</summary>
    [JsonStringEnumMemberName("progress-update"), Payload(typeof(Progress))]
    ProgressUpdate = 1,

    /// <summary>An agent did something.</summary>
    [JsonStringEnumMemberName("agent-activity"), Payload(typeof(AgentActivity))]
    AgentActivity = 2,

    /// <summary>Something noteworthy was reached.</summary>
    [JsonStringEnumMemberName("milestone"), Payload(typeof(Milestone))]
    Milestone = 3,

    /// <summary>The stream's definition, agents or status changed. A stream's first event is this one: its creation.</summary>
    [JsonStringEnumMemberName("stream-updated"), Payload(typeof(ProgressStream))]
    StreamUpdated = 4,

    /// <summary>An item was added.</summary>
    [JsonStringEnumMemberName("item-added"), Payload(typeof(Item))]
    ItemAdded = 5,

    /// <summary>An item changed.</summary>
    [JsonStringEnumMemberName("item-updated"), Payload(typeof(Item))]
    ItemUpdated = 6,
}
