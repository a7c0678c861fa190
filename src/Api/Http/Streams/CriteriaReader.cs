using System.Collections.Immutable;
using System.Text.Json;
using Streams.Api.Http.Json;
using Streams.Contract;

namespace Streams.Api.Http.Streams;

/// <summary>Reads <c>goal_criteria</c>.</summary>
internal static class CriteriaReader
{
    public const int MaxTerms = 50;
    private const int MaxYear = 9999;

    public static GoalCriteria Read(ShapeReader shape, JsonElement body)
    {
        if (!ShapeReader.TryGet(body, "goal_criteria", out var criteria))
            return GoalCriteria.None;
        shape.Enter("goal_criteria");
        var read = shape.IsObject(criteria)
            ? new(
                Terms(shape, criteria, "industry"),
                Terms(shape, criteria, "location"),
                Range(shape, criteria, "employee_count", int.MaxValue),
                Range(shape, criteria, "founded", MaxYear),
                Terms(shape, criteria, "keywords"))
            : GoalCriteria.None;
        shape.Leave();
        return read;
    }

    /// <summary>An empty list adds no constraint, like an absent one; "any of none" would match nothing.</summary>
    private static ImmutableArray<string>? Terms(ShapeReader shape, JsonElement criteria, string name)
    {
        if (!ShapeReader.TryGet(criteria, name, out var array))
            return null;
        var terms = ImmutableArray.CreateBuilder<string>();
        shape.Enter(name);
        if (shape.IsArray(array, 0, MaxTerms))
        {
            foreach (var term in array.EnumerateArray())
            {
                shape.Enter(terms.Count);
                terms.Add(shape.Text(term, TextRule.Name) ?? "");
                shape.Leave();
            }
        }

        shape.Leave();
        return terms.Count == 0 ? null : terms.ToImmutable();
    }

    private static IntRange? Range(ShapeReader shape, JsonElement criteria, string name, int max)
    {
        if (!ShapeReader.TryGet(criteria, name, out var value))
            return null;
        shape.Enter(name);
        IntRange? range = null;
        if (shape.IsObject(value))
        {
            range = new((int?)shape.OptionalWhole(value, "min", 0, max), (int?)shape.OptionalWhole(value, "max", 0, max));
            if (range.Min > range.Max)
                shape.FailAt("max", "must be >= min", "must not be less than the minimum");
        }

        shape.Leave();
        return range is { Min: null, Max: null } ? null : range;
    }
}
