using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>A stream in a list: the fields of <see cref="ProgressStream"/>, and its progress.</summary>
/// <param name="Id">Opaque id, assigned by the server.</param>
/// <param name="Name">Its name, 1 to 200 characters.</param>
/// <param name="Description">Free text, at most 4,000 characters, or null.</param>
/// <param name="GoalCriteria">The companies that count.</param>
/// <param name="TargetMetrics">The number of companies and their quality.</param>
/// <param name="GoalDeadline">When the goal should be reached, UTC, or null.</param>
/// <param name="GoalStatus">The state of the goal.</param>
/// <param name="CreatedAt">When it was created, UTC.</param>
/// <param name="UpdatedAt">When its definition or status last changed, UTC.</param>
/// <param name="CompletedAt">When its status became <c>completed</c>, UTC; null before that.</param>
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
