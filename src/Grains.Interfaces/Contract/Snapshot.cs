using System.Collections.Immutable;

namespace Streams.Contract;

/// <summary>A stream as it stands at a position: what a viewer that comes late needs.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Progress">Its progress.</param>
/// <param name="Activities">The last activities, newest first, at most 50.</param>
/// <param name="Milestones">The milestones, oldest first.</param>
/// <param name="ActiveAgents">The agents at work, longest first.</param>
/// <param name="Position">Where in the history this is.</param>
[GenerateSerializer, Immutable]
public sealed record Snapshot(
    ProgressStream Stream,
    Progress Progress,
    ImmutableArray<AgentActivity> Activities,
    ImmutableArray<Milestone> Milestones,
    ImmutableArray<ActiveAgent> ActiveAgents,
    Position Position);
