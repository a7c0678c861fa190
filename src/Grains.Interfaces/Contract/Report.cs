using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>A report from an agent to a stream.</summary>
/// <param name="ReportId">The agent's id for this report, or null. A report with a known id is acknowledged and changes nothing.</param>
[GenerateSerializer, Immutable]
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ProgressReport), "progress")]
[JsonDerivedType(typeof(ActivityReport), "activity")]
[JsonDerivedType(typeof(MilestoneReport), "milestone")]
[JsonDerivedType(typeof(ItemsReport), "items")]
[JsonDerivedType(typeof(HeartbeatReport), "heartbeat")]
[JsonDerivedType(typeof(AdvanceReport), "advance")]
public abstract record Report(string? ReportId)
{
    /// <summary>The maximum number of reports in one batch.</summary>
    public const int MaxBatch = 1_000;

    /// <summary>The agent that the report names, or null. Any report that names an agent shows that it is alive.</summary>
    [JsonIgnore]
    public string? Sender => this switch
    {
        ProgressReport report => report.AgentId,
        ActivityReport report => report.AgentId,
        MilestoneReport report => report.AgentId,
        ItemsReport report => report.AgentId,
        HeartbeatReport report => report.AgentId,
        AdvanceReport report => report.AgentId,
        _ => null,
    };
}

/// <summary>Progress in numbers: of the whole stream, or of an agent's own share.</summary>
/// <param name="ReportId"><inheritdoc cref="Report"/></param>
/// <param name="Completed">Units done, from 0. For a stream that has items, the items count instead.</param>
/// <param name="Total">Units to do, from 1; null if unknown or unchanged. For the whole stream, it becomes the target unless the goal names one.</param>
/// <param name="Percentage">Whole percent 0 to 100. It counts only if the stream has no target.</param>
/// <param name="QualityScore">Average score, 0 to 5.</param>
/// <param name="ItemsByStage">Count per stage.</param>
/// <param name="AgentId">The agent whose own share this is; null for the whole stream.</param>
[GenerateSerializer, Immutable]
public sealed record ProgressReport(
    string? ReportId,
    long Completed,
    long? Total = null,
    int? Percentage = null,
    double? QualityScore = null,
    ImmutableSortedDictionary<string, long>? ItemsByStage = null,
    string? AgentId = null) : Report(ReportId);

/// <summary>More units are done, whatever the number was before.</summary>
/// <param name="ReportId"><inheritdoc cref="Report"/></param>
/// <param name="By">The number of further units, from 1. Counted once per <paramref name="ReportId"/>.</param>
/// <param name="AgentId">The agent whose own share grows; null for the whole stream.</param>
[GenerateSerializer, Immutable]
public sealed record AdvanceReport(string? ReportId, long By, string? AgentId = null) : Report(ReportId);

/// <summary>A sign of life. It creates no event and is not stored.</summary>
/// <param name="ReportId"><inheritdoc cref="Report"/></param>
/// <param name="AgentId">The agent that is alive.</param>
[GenerateSerializer, Immutable]
public sealed record HeartbeatReport(string? ReportId, string AgentId) : Report(ReportId);

/// <summary>An activity of the agent.</summary>
/// <param name="ReportId"><inheritdoc cref="Report"/></param>
/// <param name="AgentId">The agent's id.</param>
/// <param name="AgentName">Its display name, 1 to 200 characters.</param>
/// <param name="AgentType">Its kind.</param>
/// <param name="ActivityType">What happened.</param>
/// <param name="Message">A sentence for people, 1 to 1,000 characters.</param>
/// <param name="Data">Additional data, at most 8 KiB.</param>
[GenerateSerializer, Immutable]
public sealed record ActivityReport(
    string? ReportId,
    string AgentId,
    string AgentName,
    string AgentType,
    ActivityType ActivityType,
    string Message,
    JsonText? Data = null) : Report(ReportId);

/// <summary>A milestone that the server cannot detect itself.</summary>
/// <param name="ReportId"><inheritdoc cref="Report"/></param>
/// <param name="Type">The agent's own type; the server raises those of <see cref="MilestoneTypes"/>.</param>
/// <param name="Title">A short title, 1 to 200 characters.</param>
/// <param name="Description">A sentence, at most 1,000 characters.</param>
/// <param name="Data">Additional data, at most 8 KiB.</param>
/// <param name="AgentId">The agent that reached it, or null.</param>
[GenerateSerializer, Immutable]
public sealed record MilestoneReport(string? ReportId, string Type, string Title, string Description, JsonText? Data = null, string? AgentId = null) : Report(ReportId);

/// <summary>Companies that were found or updated.</summary>
/// <param name="ReportId"><inheritdoc cref="Report"/></param>
/// <param name="Items">At most <see cref="MaxItems"/>.</param>
/// <param name="AgentId">The agent that found them (<c>created_by</c>), or null.</param>
[GenerateSerializer, Immutable]
public sealed record ItemsReport(string? ReportId, ImmutableArray<ReportedItem> Items, string? AgentId = null) : Report(ReportId)
{
    /// <summary>The maximum number of items in one report.</summary>
    public const int MaxItems = 100;
}

/// <summary>One company of an <see cref="ItemsReport"/>. If the stream has an item with this key, given values replace its values and <c>data</c> is merged by field.</summary>
/// <param name="Key">Its identity; a normal form of the name if null.</param>
/// <param name="Name">The company's name, 1 to 200 characters.</param>
/// <param name="Stage">How far it has been processed; a new item without a stage is <c>discovered</c>.</param>
/// <param name="QualityScore">0 to 5.</param>
/// <param name="Data">A JSON object, at most 8 KiB.</param>
[GenerateSerializer, Immutable]
public sealed record ReportedItem(string? Key, string Name, string? Stage = null, double? QualityScore = null, JsonText? Data = null);

/// <summary>The acknowledgement that reports are durable.</summary>
/// <param name="Accepted">The number of reports that were applied.</param>
/// <param name="Duplicates">The number of reports whose <c>report_id</c> was known; they changed nothing.</param>
/// <param name="Position">The stream's position after them.</param>
[GenerateSerializer, Immutable]
public sealed record ReportAck(int Accepted, int Duplicates, Position Position);
