using System.Collections.Immutable;

namespace Streams.Contract;

/// <summary>A stream's state at a position, for a viewer that joins late.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Progress">Its progress.</param>
/// <param name="Activities">The last activities, newest first, at most 50.</param>
/// <param name="Milestones">The milestones, oldest first.</param>
/// <param name="ActiveAgents">The active agents, longest-running first.</param>
/// <param name="Position">The position in the history.</param>
[GenerateSerializer, Immutable]
public sealed record Snapshot(
    ProgressStream Stream,
    Progress Progress,
    ImmutableArray<AgentActivity> Activities,
    ImmutableArray<Milestone> Milestones,
    ImmutableArray<ActiveAgent> ActiveAgents,
    Position Position);
