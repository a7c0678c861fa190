using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>What an agent tells a stream.</summary>
/// <param name="ReportId">The agent's own id of this report, or none. The same id again is acknowledged and changes nothing.</param>
[GenerateSerializer, Immutable]
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ProgressReport), "progress")]
[JsonDerivedType(typeof(ActivityReport), "activity")]
[JsonDerivedType(typeof(MilestoneReport), "milestone")]
[JsonDerivedType(typeof(ItemsReport), "items")]
public abstract record Report(string? ReportId)
{
    /// <summary>The greatest number of reports in one batch.</summary>
    public const int MaxBatch = 1_000;
}

/// <summary>How far the agent is, in numbers.</summary>
/// <param name="ReportId"><inheritdoc cref="Report"/></param>
/// <param name="Completed">Units done, from 0. For a stream that has items, the items count instead.</param>
/// <param name="Total">Units to do, from 1.</param>
/// <param name="Percentage">Whole percent 0 to 100; where none, computed.</param>
/// <param name="QualityScore">Average score, 0 to 5.</param>
/// <param name="ItemsByStage">Count per stage.</param>
[GenerateSerializer, Immutable]
public sealed record ProgressReport(
    string? ReportId,
    long Completed,
    long Total,
    int? Percentage = null,
    double? QualityScore = null,
    ImmutableSortedDictionary<string, long>? ItemsByStage = null) : Report(ReportId);

/// <summary>Something the agent did.</summary>
/// <param name="ReportId"><inheritdoc cref="Report"/></param>
/// <param name="AgentId">The agent's id.</param>
/// <param name="AgentName">What people call it, 1 to 200 characters.</param>
/// <param name="AgentType">Its kind.</param>
/// <param name="ActivityType">What happened.</param>
/// <param name="Message">A sentence for people, 1 to 1,000 characters.</param>
/// <param name="Data">Anything more, at most 8 KiB.</param>
[GenerateSerializer, Immutable]
public sealed record ActivityReport(
    string? ReportId,
    string AgentId,
    string AgentName,
    string AgentType,
    ActivityType ActivityType,
    string Message,
    JsonText? Data = null) : Report(ReportId);

/// <summary>Something to celebrate that the product cannot know by itself.</summary>
/// <param name="ReportId"><inheritdoc cref="Report"/></param>
/// <param name="Type">The agent's own type; those of <see cref="MilestoneTypes"/> are the product's to raise.</param>
/// <param name="Title">A short title, 1 to 200 characters.</param>
/// <param name="Description">A sentence, at most 1,000 characters.</param>
/// <param name="Data">Anything more, at most 8 KiB.</param>
[GenerateSerializer, Immutable]
public sealed record MilestoneReport(string? ReportId, string Type, string Title, string Description, JsonText? Data = null) : Report(ReportId);

/// <summary>Companies found, or known better.</summary>
/// <param name="ReportId"><inheritdoc cref="Report"/></param>
/// <param name="Items">At most <see cref="MaxItems"/>.</param>
/// <param name="AgentId">Who found them (<c>created_by</c>), or none.</param>
[GenerateSerializer, Immutable]
public sealed record ItemsReport(string? ReportId, ImmutableArray<ReportedItem> Items, string? AgentId = null) : Report(ReportId)
{
    /// <summary>The greatest number of items in one report.</summary>
    public const int MaxItems = 100;
}

/// <summary>One company of an <see cref="ItemsReport"/>. For a key that the stream has, what is given replaces what was; <c>data</c> is merged by field.</summary>
/// <param name="Key">Its identity; where none is given, a normal form of the name.</param>
/// <param name="Name">The company's name, 1 to 200 characters.</param>
/// <param name="Stage">How far it was processed; a new item without one is <c>discovered</c>.</param>
/// <param name="QualityScore">0 to 5.</param>
/// <param name="Data">A JSON object, at most 8 KiB.</param>
[GenerateSerializer, Immutable]
public sealed record ReportedItem(string? Key, string Name, string? Stage = null, double? QualityScore = null, JsonText? Data = null);

/// <summary>The server's word that reports are durable.</summary>
/// <param name="Accepted">How many were applied.</param>
/// <param name="Duplicates">How many were known by their <c>report_id</c> and changed nothing.</param>
/// <param name="Position">The stream's position with them.</param>
[GenerateSerializer, Immutable]
public sealed record ReportAck(int Accepted, int Duplicates, Position Position);
