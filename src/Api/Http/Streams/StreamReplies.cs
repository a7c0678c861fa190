using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Streams.Contract;

namespace Streams.Api.Http.Streams;

/// <summary>One stream.</summary>
/// <param name="Stream">The stream.</param>
internal sealed record StreamReply(ProgressStream Stream);

/// <summary>A stream that was created.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="AssignedAgents">The agents that were assigned with it.</param>
internal sealed record CreatedReply(ProgressStream Stream, IReadOnlyList<Agent> AssignedAgents);

/// <summary>What a dashboard needs first.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Progress">Its progress.</param>
/// <param name="GoalStatus">How far its goal is.</param>
/// <param name="ActiveAgents">The agents at work.</param>
/// <param name="Position">Where in the history this is.</param>
internal sealed record ProgressReply(
    ProgressStream Stream, Progress Progress, GoalStatus GoalStatus, ImmutableArray<ActiveAgent> ActiveAgents, Position Position)
{
    /// <summary>The part of a snapshot that a dashboard needs first.</summary>
    public static ProgressReply From(Snapshot snapshot) =>
        new(snapshot.Stream, snapshot.Progress, snapshot.Stream.GoalStatus, snapshot.ActiveAgents, snapshot.Position);
}

/// <summary>A page of streams.</summary>
/// <param name="Streams">Newest first.</param>
/// <param name="NextCursor">What to ask for next as <c>cursor</c>, or null at the end.</param>
internal sealed record StreamsReply(
    IReadOnlyList<ListedStream> Streams,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);
