using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Rules;

/// <summary>An event as the rules see it: the typed payload, and what only a replay needs.</summary>
/// <param name="Seq">The event's sequence.</param>
/// <param name="Event">The event's name.</param>
/// <param name="Payload">The contract's shape for this name.</param>
/// <param name="At">The event's time, UTC.</param>
/// <param name="Note">What a replay needs besides the payload, or null.</param>
internal sealed record StreamChange(long Seq, EventName Event, object Payload, DateTimeOffset At, ChangeNote? Note = null)
{
    /// <summary>The id of the report whose last event this is, or null.</summary>
    public string? ReportId { get; init; }
}

/// <summary>What a replay of an event needs and viewers do not get.</summary>
internal sealed record ChangeNote
{
    /// <summary>The previous stage of a changed item.</summary>
    public string? StageBefore { get; init; }

    /// <summary>The previous score of a changed item.</summary>
    public double? ScoreBefore { get; init; }

    /// <summary>The agents that were assigned with a change of the stream.</summary>
    public ImmutableArray<AgentAssignment>? Assigned { get; init; }

    /// <summary>What was last reported about the whole stream, if the payload does not tell.</summary>
    public long? Whole { get; init; }

    /// <summary>Whether the request named the target.</summary>
    public bool TargetGiven { get; init; }

    /// <summary>Whether the server itself raised the event, so that it does not count as a first report.</summary>
    public bool NoReport { get; init; }
}

/// <summary>The rules' answer to a request.</summary>
/// <param name="State">The state with the changes; the old state if the request is refused.</param>
/// <param name="Changes">The events to append to the log; empty if nothing changes.</param>
internal sealed record Decision(StreamState State, ImmutableArray<StreamChange> Changes)
{
    /// <summary>The number of reports that were applied.</summary>
    public int Accepted { get; init; }

    /// <summary>The number of reports that were already known.</summary>
    public int Duplicates { get; init; }

    /// <summary>Why the request is refused, or null. A refused request changes nothing.</summary>
    public Refusal? Refusal { get; init; }
}
