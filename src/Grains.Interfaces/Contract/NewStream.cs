using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>A goal to create.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Description">At most 4,000 characters, or none.</param>
/// <param name="GoalCriteria">Which companies count.</param>
/// <param name="TargetMetrics">How many, how good.</param>
/// <param name="GoalDeadline">By when, or no matter when.</param>
/// <param name="AssignedAgents">Agents to assign at once.</param>
[GenerateSerializer, Immutable]
public sealed record NewStream(
    string Name,
    string? Description,
    GoalCriteria GoalCriteria,
    TargetMetrics TargetMetrics,
    DateTimeOffset? GoalDeadline,
    ImmutableArray<NewAgent> AssignedAgents);

/// <summary>An agent to assign.</summary>
/// <param name="AgentType">One of <see cref="AgentTypes"/>, or an external agent's own (<c>[a-z0-9_]{1,64}</c>).</param>
/// <param name="AgentName">What people call it; where none is given, a name that goes with the type.</param>
/// <param name="Config">Its settings: <c>items_per_second</c> (0.001 to 10,000) paces a built-in agent.</param>
[GenerateSerializer, Immutable]
public sealed record NewAgent(string AgentType, string? AgentName = null, JsonText? Config = null);

/// <summary>What to change about a stream; an absent part stays.</summary>
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
