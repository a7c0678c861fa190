using Streams.Contract;

namespace Streams.Api.Http.OpenApi;

/// <summary>What to change about a stream; what is absent stays.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Description">At most 4,000 characters; null or an empty one removes it.</param>
/// <param name="TargetMetrics">The new target, as a whole: <c>companies_to_find</c> must be given.</param>
/// <param name="GoalDeadline">The new deadline; null removes it.</param>
public sealed record PatchBody(
    string? Name = null, string? Description = null, TargetMetrics? TargetMetrics = null, DateTimeOffset? GoalDeadline = null);
