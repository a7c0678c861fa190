using System.Collections.Immutable;
using Streams.Contract;

namespace Streams.Api.Http.Streams;

/// <summary>What a dashboard needs first.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Progress">Its progress.</param>
/// <param name="GoalStatus">How far its goal is.</param>
/// <param name="ActiveAgents">The agents at work.</param>
/// <param name="Position">Where in the history this is.</param>
public sealed record ProgressReply(
    ProgressStream Stream, Progress Progress, GoalStatus GoalStatus, ImmutableArray<ActiveAgent> ActiveAgents, Position Position)
{
    /// <summary>The part of a snapshot that a dashboard needs first.</summary>
    public static ProgressReply From(Snapshot snapshot) =>
        new(snapshot.Stream, snapshot.Progress, snapshot.Stream.GoalStatus, snapshot.ActiveAgents, snapshot.Position);
}
