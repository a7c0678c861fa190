using System.Collections.Immutable;
using System.Text.Json;
using Streams.Api.Http.Agents;
using Streams.Api.Http.Json;
using Streams.Api.Http.Reports;
using Streams.Contract;

namespace Streams.Api.Http.Streams;

/// <summary>Reads new goals and changes to goals.</summary>
internal static class GoalReader
{
    private const string Count = "companies_to_find";

    /// <summary>Reads a goal to create.</summary>
    /// <param name="body">The body.</param>
    /// <param name="idempotencyKey">The values of the header <c>Idempotency-Key</c>.</param>
    /// <param name="key">The key, or null if there is none.</param>
    public static Outcome<NewStream> ReadNew(JsonElement body, IReadOnlyList<string?> idempotencyKey, out string? key)
    {
        var shape = new ShapeReader();
        key = IdempotencyKey.Read(shape, idempotencyKey);
        if (!shape.IsObject(body))
            return shape.Refusal!;
        var goal = new NewStream(
            shape.RequiredText(body, "name", TextRule.Name),
            shape.OptionalText(body, "description", TextRule.Description) is { Length: > 0 } description ? description : null,
            CriteriaReader.Read(shape, body),
            ShapeReader.TryGet(body, "target_metrics", out var target) ? Target(shape, target, isPatch: false) : new TargetMetrics(),
            shape.OptionalTime(body, "goal_deadline"),
            Agents(shape, body),
            target.ValueKind == JsonValueKind.Object && target.TryGetProperty(Count, out _));
        return shape.Refusal is { } refusal ? refusal : goal;
    }

    public static Outcome<StreamPatch> ReadPatch(JsonElement body)
    {
        var shape = new ShapeReader();
        if (!shape.IsObject(body))
            return shape.Refusal!;
        var patch = new StreamPatch(
            body.TryGetProperty("name", out _) ? shape.RequiredText(body, "name", TextRule.Name) : null,
            body.TryGetProperty("description", out _) ? shape.OptionalText(body, "description", TextRule.Description) ?? "" : null,
            body.TryGetProperty("target_metrics", out var target) ? Target(shape, target, isPatch: true) : null,
            shape.OptionalTime(body, "goal_deadline"),
            body.TryGetProperty("goal_deadline", out var deadline) && deadline.ValueKind == JsonValueKind.Null);
        if (shape.Refusal is null && patch == new StreamPatch())
            shape.Fail("has nothing to change: give name, description, target_metrics or goal_deadline", "has nothing to change: give a name, a description, a target or a deadline");
        return shape.Refusal is { } refusal ? refusal : patch;
    }

    /// <summary>
    /// A change replaces the whole target and must include the number, because the default of a new goal would silently override the current one. The number may be null:
    /// the goal is then open-ended.
    /// </summary>
    private static TargetMetrics Target(ShapeReader shape, JsonElement target, bool isPatch)
    {
        shape.Enter("target_metrics");
        var metrics = new TargetMetrics();
        if (shape.IsObject(target))
        {
            var isNamed = target.TryGetProperty(Count, out _);
            if (isPatch && !isNamed)
                shape.FailAt(Count, "is required", "is missing");
            metrics = new(
                isNamed ? (int?)shape.OptionalWhole(target, Count, 1, TargetMetrics.MaxCompaniesToFind) : TargetMetrics.DefaultCompaniesToFind,
                shape.OptionalNumber(target, "min_quality_score", 0, TargetMetrics.MaxQualityScore));
        }

        shape.Leave();
        return metrics;
    }

    private static ImmutableArray<NewAgent> Agents(ShapeReader shape, JsonElement body)
    {
        if (!ShapeReader.TryGet(body, "assigned_agents", out var array))
            return [];
        var agents = ImmutableArray.CreateBuilder<NewAgent>();
        shape.Enter("assigned_agents");
        if (shape.IsArray(array, 0, Agent.MaxPerStream))
        {
            foreach (var agent in array.EnumerateArray())
            {
                shape.Enter(agents.Count);
                agents.Add(AssignmentReader.Read(shape, agent));
                shape.Leave();
            }
        }

        shape.Leave();
        return agents.ToImmutable();
    }
}
