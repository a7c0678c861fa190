using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Streams.Client;

/// <summary>What counts towards a goal. An absent part does not constrain; text matches without regard to case, whole or as a contained term.</summary>
/// <param name="Industry">Any of these industries, at most 50.</param>
/// <param name="Location">Any of these places, at most 50.</param>
/// <param name="EmployeeCount">Number of employees.</param>
/// <param name="Founded">Year of foundation.</param>
/// <param name="Keywords">Any of these terms, at most 50.</param>
public sealed record GoalCriteria(
    IReadOnlyList<string>? Industry = null,
    IReadOnlyList<string>? Location = null,
    IntRange? EmployeeCount = null,
    IntRange? Founded = null,
    IReadOnlyList<string>? Keywords = null);

/// <summary>A range of whole numbers, both ends inclusive.</summary>
/// <param name="Min">Least value, or open.</param>
/// <param name="Max">Greatest value, or open.</param>
public sealed record IntRange(int? Min = null, int? Max = null);

/// <summary>How much is wanted.</summary>
/// <param name="CompaniesToFind">1 to 1,000,000.</param>
/// <param name="MinQualityScore">The average score to aim at, 0 to 5; where none is set, 4.0 counts.</param>
public sealed record TargetMetrics(int CompaniesToFind = 50, double? MinQualityScore = null);

/// <summary>A goal to create.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Description">At most 4,000 characters, or none.</param>
/// <param name="GoalCriteria">What counts; by default everything.</param>
/// <param name="TargetMetrics">How much; by default 50.</param>
/// <param name="GoalDeadline">By when, or no matter when.</param>
/// <param name="AssignedAgents">Agents to assign at once, at most 50.</param>
public sealed record NewGoal(
    string Name,
    string? Description = null,
    GoalCriteria? GoalCriteria = null,
    TargetMetrics? TargetMetrics = null,
    DateTimeOffset? GoalDeadline = null,
    IReadOnlyList<NewAgent>? AssignedAgents = null);

/// <summary>An agent to assign.</summary>
/// <param name="AgentType">One of <see cref="AgentTypes"/>, or an external agent's own (<c>[a-z0-9_]{1,64}</c>), which only reports.</param>
/// <param name="AgentName">What people call it; where none is given, a name that goes with the type.</param>
/// <param name="Config">Its settings, at most 8 KiB: <c>items_per_second</c> (0.001 to 10,000) paces a built-in agent.</param>
public sealed record NewAgent(string AgentType, string? AgentName = null, JsonObject? Config = null);

/// <summary>What to change about a stream; what is left out stays.</summary>
/// <param name="Name">The new name, 1 to 200 characters.</param>
/// <param name="Description">The new description; an empty one removes it.</param>
/// <param name="TargetMetrics">The new target, as a whole.</param>
/// <param name="GoalDeadline">The new deadline.</param>
/// <param name="ClearDeadline">Whether to remove the deadline; not together with <paramref name="GoalDeadline"/>.</param>
public sealed record StreamPatch(
    string? Name = null,
    string? Description = null,
    TargetMetrics? TargetMetrics = null,
    DateTimeOffset? GoalDeadline = null,
    [property: JsonIgnore] bool ClearDeadline = false);
