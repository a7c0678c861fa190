using System.Globalization;
using Microsoft.OpenApi;
using Streams.Api.Http.Json;
using Streams.Api.Http.Streams;
using Streams.Contract;

namespace Streams.Api.Http.OpenApi;

/// <summary>
/// The limits of request fields, taken from the readers. A test sends a value at and a value beyond each limit, so the description cannot promise
/// anything that the readers do not do.
/// </summary>
internal static class RequestLimits
{
    private static readonly Dictionary<(Type Shape, string Field), Action<OpenApiSchema>> Limits = new()
    {
        [(typeof(NewStream), "name")] = Text(TextRule.Name),
        [(typeof(NewStream), "description")] = Text(TextRule.Description),
        [(typeof(NewStream), "assigned_agents")] = Count(0, Agent.MaxPerStream),
        [(typeof(StreamPatch), "name")] = Text(TextRule.Name),
        [(typeof(StreamPatch), "description")] = Text(TextRule.Description),
        [(typeof(GoalCriteria), "industry")] = Terms,
        [(typeof(GoalCriteria), "location")] = Terms,
        [(typeof(GoalCriteria), "keywords")] = Terms,
        [(typeof(IntRange), "min")] = Number(0, int.MaxValue),
        [(typeof(IntRange), "max")] = Number(0, int.MaxValue),
        [(typeof(TargetMetrics), "companies_to_find")] = Number(1, TargetMetrics.MaxCompaniesToFind),
        [(typeof(TargetMetrics), "min_quality_score")] = Number(0, TargetMetrics.MaxQualityScore),
        [(typeof(NewAgent), "agent_type")] = Pattern(Ids.TermPattern),
        [(typeof(NewAgent), "agent_name")] = Text(TextRule.Name),
        [(typeof(ReportsBody), "reports")] = Count(1, Report.MaxBatch),
        [(typeof(ProgressReport), "completed")] = Number(0, Progress.MaxUnits),
        [(typeof(ProgressReport), "total")] = Number(1, Progress.MaxUnits),
        [(typeof(ProgressReport), "percentage")] = schema =>
        {
            // The reader rounds it.
            (schema.Type, schema.Format) = (JsonSchemaType.Number | JsonSchemaType.Null, "double");
            Number(0, 100)(schema);
        },
        [(typeof(ProgressReport), "quality_score")] = Number(0, TargetMetrics.MaxQualityScore),
        [(typeof(ProgressReport), "items_by_stage")] = schema =>
        {
            schema.MaxProperties = Progress.MaxStages;
            Number(0, Progress.MaxUnits)((OpenApiSchema)schema.AdditionalProperties!);
        },
        [(typeof(ActivityReport), "agent_id")] = Pattern(Ids.Pattern),
        [(typeof(ActivityReport), "agent_name")] = Text(TextRule.Name),
        [(typeof(ActivityReport), "agent_type")] = Pattern(Ids.TermPattern),
        [(typeof(ActivityReport), "message")] = Text(TextRule.Message),
        [(typeof(MilestoneReport), "type")] = Pattern(Ids.TermPattern),
        [(typeof(MilestoneReport), "title")] = Text(TextRule.Name),
        [(typeof(MilestoneReport), "description")] = Text(TextRule.Sentence),
        [(typeof(ProgressReport), "agent_id")] = Pattern(Ids.Pattern),
        [(typeof(MilestoneReport), "agent_id")] = Pattern(Ids.Pattern),
        [(typeof(HeartbeatReport), "agent_id")] = Pattern(Ids.Pattern),
        [(typeof(AdvanceReport), "agent_id")] = Pattern(Ids.Pattern),
        [(typeof(AdvanceReport), "by")] = Number(1, Progress.MaxUnits),
        [(typeof(ItemsReport), "items")] = Count(1, ItemsReport.MaxItems),
        [(typeof(ItemsReport), "agent_id")] = Pattern(Ids.Pattern),
        [(typeof(ReportedItem), "key")] = Text(TextRule.Key),
        [(typeof(ReportedItem), "name")] = Text(TextRule.Name),
        [(typeof(ReportedItem), "stage")] = Pattern(Ids.TermPattern),
        [(typeof(ReportedItem), "quality_score")] = Number(0, TargetMetrics.MaxQualityScore),
    };

    private static readonly Type[] Requests =
    [
        typeof(NewStream), typeof(StreamPatch), typeof(NewAgent), typeof(ReportsBody), typeof(Report), typeof(ProgressReport), typeof(ActivityReport),
        typeof(MilestoneReport), typeof(ItemsReport), typeof(ReportedItem), typeof(HeartbeatReport), typeof(AdvanceReport),
    ];

    /// <summary>
    /// Which optional fields may be null. In shapes that only clients send, null counts as absent; a change, where absence means "unchanged", clears only the
    /// description and the deadline by it. Every other shape leaves out what has no value.
    /// </summary>
    /// <param name="shape">The name of the schema.</param>
    public static Func<string, bool> Nullable(string shape) =>
        shape == nameof(StreamPatch) ? field => field is "description" or "goal_deadline"
        : Array.Exists(Requests, type => shape.EndsWith(type.Name, StringComparison.Ordinal)) ? _ => true
        : _ => false;

    /// <summary>Whether a field may be absent although its type has no null: the reader fills in a default.</summary>
    public static bool HasDefault(Type shape, string field) => shape == typeof(NewStream) && field != "name";

    /// <summary>Adds the limits of one shape's fields.</summary>
    public static void Apply(Type shape, OpenApiSchema schema)
    {
        foreach (var (field, value) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (value is not OpenApiSchema property)
                continue;
            if (Limits.TryGetValue((shape, field), out var limit))
                limit(property);
            else if (field == "report_id")
                Pattern(Ids.Pattern)(property);
        }
    }

    private static Action<OpenApiSchema> Text(TextRule rule) => schema => (schema.MinLength, schema.MaxLength) = (rule.Min == 0 ? null : rule.Min, rule.Max);

    private static Action<OpenApiSchema> Pattern(string pattern) => schema => schema.Pattern = pattern;

    private static Action<OpenApiSchema> Count(int min, int max) => schema => (schema.MinItems, schema.MaxItems) = (min == 0 ? null : min, max);

    private static Action<OpenApiSchema> Number(double min, double max) => schema =>
        (schema.Minimum, schema.Maximum) = (min.ToString(CultureInfo.InvariantCulture), max.ToString(CultureInfo.InvariantCulture));

    private static void Terms(OpenApiSchema schema)
    {
        schema.MaxItems = CriteriaReader.MaxTerms;
        Text(TextRule.Name)((OpenApiSchema)schema.Items!);
    }
}
