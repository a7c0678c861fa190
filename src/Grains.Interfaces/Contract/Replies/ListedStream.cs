using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>A stream in a list: the fields of <see cref="ProgressStream"/>, and its progress.</summary>
/// <param name="Id">Opaque id, assigned by the server.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Description">Free text, or none.</param>
/// <param name="GoalCriteria">Which companies count.</param>
/// <param name="TargetMetrics">How many companies and how good.</param>
/// <param name="GoalDeadline">When the goal should be reached, UTC, or none.</param>
/// <param name="GoalStatus">How far it is.</param>
/// <param name="CreatedAt">When it was created, UTC.</param>
/// <param name="UpdatedAt">When its definition or status last changed, UTC.</param>
/// <param name="CompletedAt">When its status became <c>completed</c>, UTC, or not yet.</param>
/// <param name="Progress">Its progress.</param>
public sealed record ListedStream(
    string Id,
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Description,
    GoalCriteria GoalCriteria,
    TargetMetrics TargetMetrics,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? GoalDeadline,
    GoalStatus GoalStatus,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? CompletedAt,
    Progress Progress)
{
    /// <summary>The list's entry for a stream.</summary>
    public static ListedStream From(ProgressStream stream, Progress progress) => new(
        stream.Id, stream.Name, stream.Description, stream.GoalCriteria, stream.TargetMetrics, stream.GoalDeadline, stream.GoalStatus,
        stream.CreatedAt, stream.UpdatedAt, stream.CompletedAt, progress);
}
