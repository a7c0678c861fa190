namespace Streams.Client;

/// <summary>A stream: a goal, and everything that is reported towards it.</summary>
/// <param name="Id">Opaque, at most 64 characters, assigned by the server.</param>
/// <param name="Name">What people call it.</param>
/// <param name="GoalCriteria">What counts towards the goal.</param>
/// <param name="TargetMetrics">How much of it is wanted.</param>
/// <param name="GoalStatus">How it stands.</param>
/// <param name="CreatedAt">When it was created, UTC.</param>
/// <param name="UpdatedAt">When its definition or status last changed, UTC. Progress alone does not change it.</param>
/// <param name="Description">Free text, or none.</param>
/// <param name="GoalDeadline">By when, UTC, or no matter when.</param>
/// <param name="CompletedAt">When it was completed, UTC, or not yet.</param>
public sealed record ProgressStream(
    string Id,
    string Name,
    GoalCriteria GoalCriteria,
    TargetMetrics TargetMetrics,
    GoalStatus GoalStatus,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? Description = null,
    DateTimeOffset? GoalDeadline = null,
    DateTimeOffset? CompletedAt = null);

/// <summary>A stream in a list: with how far it is.</summary>
/// <param name="Id">Opaque, at most 64 characters, assigned by the server.</param>
/// <param name="Name">What people call it.</param>
/// <param name="GoalCriteria">What counts towards the goal.</param>
/// <param name="TargetMetrics">How much of it is wanted.</param>
/// <param name="GoalStatus">How it stands.</param>
/// <param name="CreatedAt">When it was created, UTC.</param>
/// <param name="UpdatedAt">When its definition or status last changed, UTC.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Description">Free text, or none.</param>
/// <param name="GoalDeadline">By when, UTC, or no matter when.</param>
/// <param name="CompletedAt">When it was completed, UTC, or not yet.</param>
public sealed record ListedStream(
    string Id,
    string Name,
    GoalCriteria GoalCriteria,
    TargetMetrics TargetMetrics,
    GoalStatus GoalStatus,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    Progress Progress,
    string? Description = null,
    DateTimeOffset? GoalDeadline = null,
    DateTimeOffset? CompletedAt = null);

/// <summary>How a goal stands.</summary>
public enum GoalStatus
{
    /// <summary>A status of a newer server.</summary>
    Unknown,

    /// <summary>Nothing was reported yet.</summary>
    NotStarted,

    /// <summary>Reports come in; there is no deadline, or no rate to judge it by.</summary>
    InProgress,

    /// <summary>At the average rate so far, the target is reached by the deadline.</summary>
    OnTrack,

    /// <summary>At the average rate so far, the deadline is missed; or it has passed.</summary>
    AtRisk,

    /// <summary>Target reached, no agent active, every assigned built-in agent has finished a run.</summary>
    Completed,
}
