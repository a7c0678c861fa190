using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Streams.Api.Http.Json;
using Streams.Contract;

namespace Streams.Api.Http.Reports;

/// <summary>Reads each kind of report, field by field. Errors go to the <see cref="ShapeReader"/>.</summary>
internal static class ReportShapes
{
    public static ProgressReport Progress(ShapeReader shape, JsonElement report, string? id) => new(
        id,
        shape.RequiredWhole(report, "completed", 0, Contract.Progress.MaxUnits),
        shape.OptionalWhole(report, "total", 1, Contract.Progress.MaxUnits),
        (int?)shape.OptionalRounded(report, "percentage", 0, 100),
        shape.OptionalNumber(report, "quality_score", 0, TargetMetrics.MaxQualityScore),
        Stages(shape, report),
        shape.OptionalId(report, "agent_id"));

    public static AdvanceReport Advance(ShapeReader shape, JsonElement report, string? id) =>
        new(id, shape.RequiredWhole(report, "by", 1, Contract.Progress.MaxUnits), shape.OptionalId(report, "agent_id"));

    public static HeartbeatReport Heartbeat(ShapeReader shape, JsonElement report, string? id) => new(id, shape.RequiredId(report, "agent_id"));

    public static ActivityReport Activity(ShapeReader shape, JsonElement report, string? id) => new(
        id,
        shape.RequiredId(report, "agent_id"),
        shape.RequiredText(report, "agent_name", TextRule.Name),
        shape.RequiredTerm(report, "agent_type"),
        shape.RequiredEnum<ActivityType>(report, "activity_type"),
        shape.RequiredText(report, "message", TextRule.Message),
        shape.OptionalData(report, "data"));

    public static MilestoneReport Milestone(ShapeReader shape, JsonElement report, string? id)
    {
        var type = shape.RequiredTerm(report, "type");
        if (MilestoneTypes.IsReserved(type))
            shape.FailAt("type", "is reserved for milestones that the server raises; use another type");
        return new(
            id,
            type,
            shape.RequiredText(report, "title", TextRule.Name),
            shape.RequiredText(report, "description", TextRule.Sentence),
            shape.OptionalData(report, "data"),
            shape.OptionalId(report, "agent_id"));
    }

    public static ItemsReport Items(ShapeReader shape, JsonElement report, string? id)
    {
        var agentId = shape.OptionalId(report, "agent_id");
        if (!shape.Require(report, "items", out var array))
            return new(id, [], agentId);
        shape.Enter("items");
        var items = shape.IsArray(array, 1, ItemsReport.MaxItems) ? Items(shape, array) : [];
        shape.Leave();
        return new(id, ImmutableCollectionsMarshal.AsImmutableArray(items), agentId);
    }

    private static ReportedItem[] Items(ShapeReader shape, JsonElement array)
    {
        var (items, count) = (new ReportedItem[array.GetArrayLength()], 0);
        foreach (var item in array.EnumerateArray())
        {
            shape.Enter(count);
            if (shape.IsObject(item))
            {
                items[count] = new(
                    shape.OptionalText(item, "key", TextRule.Key),
                    shape.RequiredText(item, "name", TextRule.Name),
                    shape.OptionalTerm(item, "stage"),
                    shape.OptionalNumber(item, "quality_score", 0, TargetMetrics.MaxQualityScore),
                    shape.OptionalData(item, "data"));
            }

            shape.Leave();
            count++;
            if (shape.IsFull)
                break;
        }

        return items;
    }

    private static ImmutableSortedDictionary<string, long>? Stages(ShapeReader shape, JsonElement report)
    {
        if (!ShapeReader.TryGet(report, "items_by_stage", out var value))
            return null;
        shape.Enter("items_by_stage");
        var stages = shape.IsObject(value) ? Stages(shape, value, ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal)) : null;
        shape.Leave();
        return stages;
    }

    private static ImmutableSortedDictionary<string, long> Stages(
        ShapeReader shape, JsonElement value, ImmutableSortedDictionary<string, long>.Builder stages)
    {
        foreach (var stage in value.EnumerateObject())
        {
            // Only a valid stage name may become part of a path.
            if (!Ids.IsTerm(stage.Name))
                shape.Fail($"has a stage with an invalid name: it {ShapeReader.TermExpected}");
            else
                stages[stage.Name] = shape.RequiredWhole(value, stage.Name, 0, Contract.Progress.MaxUnits);
            if (shape.IsFull)
                break;
        }

        if (stages.Count > Contract.Progress.MaxStages)
            shape.Fail($"must have at most {Contract.Progress.MaxStages} stages");
        return stages.ToImmutable();
    }
}
