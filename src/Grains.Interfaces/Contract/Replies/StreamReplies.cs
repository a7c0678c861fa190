using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>One stream.</summary>
/// <param name="Stream">The stream.</param>
public sealed record StreamReply(ProgressStream Stream);

/// <summary>A stream that was created.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="AssignedAgents">The agents that were assigned with it.</param>
public sealed record CreatedReply(ProgressStream Stream, IReadOnlyList<Agent> AssignedAgents);

/// <summary>A page of streams.</summary>
/// <param name="Streams">Newest first.</param>
/// <param name="NextCursor">The <c>cursor</c> of the next page, or null on the last page.</param>
public sealed record StreamsReply(
    IReadOnlyList<ListedStream> Streams,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);

/// <summary>The summary of a stream: what a dashboard needs first.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Progress">Its progress.</param>
/// <param name="GoalStatus">The status of its goal.</param>
/// <param name="ActiveAgents">Its active agents.</param>
/// <param name="Position">The position in its history.</param>
public sealed record ProgressReply(
    ProgressStream Stream, Progress Progress, GoalStatus GoalStatus, ImmutableArray<ActiveAgent> ActiveAgents, Position Position);
