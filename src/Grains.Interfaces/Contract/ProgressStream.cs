using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>A goal that agents work on and people watch ("Stream" in the contract; the name belongs to System.IO).</summary>
/// <param name="Id">Opaque id, assigned by the server.</param>
/// <param name="Name">Its name, 1 to 200 characters.</param>
/// <param name="Description">Free text, at most 4,000 characters, or null.</param>
/// <param name="GoalCriteria">The companies that count.</param>
/// <param name="TargetMetrics">The number of companies and their quality.</param>
/// <param name="GoalDeadline">When the goal should be reached, UTC, or null.</param>
/// <param name="GoalStatus">The state of the goal; see <see cref="Contract.GoalStatus"/>.</param>
/// <param name="CreatedAt">When it was created, UTC.</param>
/// <param name="UpdatedAt">When its definition or status last changed, UTC. Progress alone does not change it.</param>
/// <param name="CompletedAt">When its status became <c>completed</c>, UTC; null before that.</param>
[GenerateSerializer, Immutable]
public record ProgressStream(
    string Id,
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Description,
    GoalCriteria GoalCriteria,
    TargetMetrics TargetMetrics,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? GoalDeadline,
    GoalStatus GoalStatus,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? CompletedAt);
