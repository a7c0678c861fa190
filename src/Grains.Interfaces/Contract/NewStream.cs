using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>A goal to create.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Description">At most 4,000 characters, or null.</param>
/// <param name="GoalCriteria">The companies that count; null for all.</param>
/// <param name="TargetMetrics">The number of companies and their quality; null for the default.</param>
/// <param name="GoalDeadline">The deadline, or null.</param>
/// <param name="AssignedAgents">Agents to assign at once, at most 50, or null.</param>
/// <param name="TargetGiven">Whether the request names the number of companies, even if as null. Otherwise a report about the whole stream may change it.</param>
[GenerateSerializer, Immutable]
public sealed record NewStream(
    string Name,
    string? Description = null,
    GoalCriteria? GoalCriteria = null,
    TargetMetrics? TargetMetrics = null,
    DateTimeOffset? GoalDeadline = null,
    IReadOnlyList<NewAgent>? AssignedAgents = null,
    [property: JsonIgnore] bool TargetGiven = false);

/// <summary>An agent to assign.</summary>
/// <param name="AgentType">One of <see cref="AgentTypes"/>, or an external agent's own (<c>[a-z0-9_]{1,64}</c>).</param>
/// <param name="AgentName">Its display name; the type's default name if null.</param>
/// <param name="Config">Its settings: <c>items_per_second</c> (0.001 to 10,000) paces a built-in agent.</param>
[GenerateSerializer, Immutable]
public sealed record NewAgent(string AgentType, string? AgentName = null, JsonText? Config = null);

/// <summary>A change of a stream; null leaves a part unchanged.</summary>
/// <param name="Name">The new name.</param>
/// <param name="Description">The new description; an empty one removes it.</param>
/// <param name="TargetMetrics">The new target.</param>
/// <param name="GoalDeadline">The new deadline.</param>
/// <param name="ClearDeadline">Whether to remove the deadline (<c>"goal_deadline": null</c>).</param>
[GenerateSerializer, Immutable]
public sealed record StreamPatch(
    string? Name = null,
    string? Description = null,
    TargetMetrics? TargetMetrics = null,
    DateTimeOffset? GoalDeadline = null,
    [property: JsonIgnore] bool ClearDeadline = false);
