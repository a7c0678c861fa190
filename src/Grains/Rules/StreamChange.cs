using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Rules;

/// <summary>One event as the rules see it: the typed payload and what viewers do not get.</summary>
/// <param name="Seq">Its sequence.</param>
/// <param name="Event">What happened.</param>
/// <param name="Payload">The shape that belongs to it.</param>
/// <param name="At">When.</param>
/// <param name="Note">What replaying needs beside the payload, or null.</param>
public sealed record StreamChange(long Seq, EventName Event, object Payload, DateTimeOffset At, ChangeNote? Note = null)
{
    /// <summary>The id of the report that this event is the last of, or null.</summary>
    public string? ReportId { get; init; }
}

/// <summary>What replaying an event needs and viewers do not get.</summary>
public sealed record ChangeNote
{
    /// <summary>Of a changed item: its stage before.</summary>
    public string? StageBefore { get; init; }

    /// <summary>Of a changed item: its score before.</summary>
    public double? ScoreBefore { get; init; }

    /// <summary>Of a changed stream: the agents that were assigned.</summary>
    public ImmutableArray<AgentAssignment>? Assigned { get; init; }

    /// <summary>Whether the server did this by itself: it is no sign that anybody has reported.</summary>
    public bool NoReport { get; init; }
}

/// <summary>What the rules make of a request.</summary>
/// <param name="State">The state with the changes; the old one where it is refused.</param>
/// <param name="Changes">What to append to the log; empty where nothing is to be done.</param>
public sealed record Decision(StreamState State, ImmutableArray<StreamChange> Changes)
{
    /// <summary>How many reports were applied.</summary>
    public int Accepted { get; init; }

    /// <summary>How many reports were known already.</summary>
    public int Duplicates { get; init; }

    /// <summary>Why the request is refused, or null. A refused request changes nothing.</summary>
    public Refusal? Refusal { get; init; }
}
