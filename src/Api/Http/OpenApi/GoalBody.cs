using Streams.Contract;

namespace Streams.Api.Http.OpenApi;

/// <summary>A goal to create.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Description">At most 4,000 characters.</param>
/// <param name="GoalCriteria">Which companies count; what is absent does not constrain.</param>
/// <param name="TargetMetrics">How many companies (50 where it is not given) and how good.</param>
/// <param name="GoalDeadline">By when.</param>
/// <param name="AssignedAgents">Agents to assign at once, at most 50.</param>
public sealed record GoalBody(
    string Name,
    string? Description = null,
    GoalCriteria? GoalCriteria = null,
    TargetMetrics? TargetMetrics = null,
    DateTimeOffset? GoalDeadline = null,
    IReadOnlyList<AssignBody>? AssignedAgents = null);
