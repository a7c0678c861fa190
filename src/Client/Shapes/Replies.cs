namespace Streams.Client;

/// <summary>A stream that was created.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="AssignedAgents">The agents that were assigned with it.</param>
public sealed record CreatedReply(ProgressStream Stream, IReadOnlyList<Agent> AssignedAgents);

/// <summary>A part of the list of streams.</summary>
/// <param name="Streams">Newest first.</param>
/// <param name="NextCursor">What to ask for next, or null with the last part.</param>
public sealed record StreamsReply(IReadOnlyList<ListedStream> Streams, string? NextCursor = null);

/// <summary>How a stream stands.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="GoalStatus">How its goal stands.</param>
/// <param name="ActiveAgents">The agents at work.</param>
/// <param name="Position">Where in the history this is.</param>
public sealed record ProgressReply(
    ProgressStream Stream, Progress Progress, GoalStatus GoalStatus, IReadOnlyList<ActiveAgent> ActiveAgents, Position Position);

/// <summary>A part of a stream's feed.</summary>
/// <param name="Activities">Newest first.</param>
/// <param name="NextBeforeSeq">What to ask for next, or null with the last part.</param>
public sealed record ActivitiesReply(IReadOnlyList<AgentActivity> Activities, long? NextBeforeSeq = null);

/// <summary>A part of a stream's items.</summary>
/// <param name="Items">In the order asked for.</param>
/// <param name="NextCursor">What to ask for next, or null with the last part.</param>
public sealed record ItemsReply(IReadOnlyList<Item> Items, string? NextCursor = null);

/// <summary>The order of items.</summary>
public enum ItemSort
{
    /// <summary>Oldest first.</summary>
    CreatedAt,

    /// <summary>Best score first, those without one last.</summary>
    QualityScoreDescending,
}

/// <summary>The envelope of one stream.</summary>
internal sealed record StreamReply(ProgressStream Stream);

/// <summary>The envelope of all milestones.</summary>
internal sealed record MilestonesReply(IReadOnlyList<Milestone> Milestones);

/// <summary>The envelope of all agents.</summary>
internal sealed record AgentsReply(IReadOnlyList<Agent> Agents);

/// <summary>The envelope of one agent.</summary>
internal sealed record AgentReply(Agent Agent);

/// <summary>The envelope of one run.</summary>
internal sealed record ExecutionReply(Execution Execution);
