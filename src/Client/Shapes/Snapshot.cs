namespace Streams.Client;

/// <summary>A stream as it stands at a position.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Activities">The last activities, newest first, at most 50.</param>
/// <param name="Milestones">The milestones, oldest first.</param>
/// <param name="ActiveAgents">The agents at work.</param>
/// <param name="Position">Where in the history this is.</param>
public sealed record Snapshot(
    ProgressStream Stream,
    Progress Progress,
    IReadOnlyList<AgentActivity> Activities,
    IReadOnlyList<Milestone> Milestones,
    IReadOnlyList<ActiveAgent> ActiveAgents,
    Position Position);
