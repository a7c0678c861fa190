using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Streams.Client;

/// <summary>What an agent tells a stream. It is written as JSON when it is broadcast: what is changed in it afterwards is not sent.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ProgressReport), "progress")]
[JsonDerivedType(typeof(ActivityReport), "activity")]
[JsonDerivedType(typeof(MilestoneReport), "milestone")]
[JsonDerivedType(typeof(ItemsReport), "items")]
public abstract record Report
{
    private protected Report()
    {
    }

    /// <summary>
    /// An id of the caller's own, at most 64 URL-safe characters; where there is none, the broadcaster makes one. A report that is broadcast again under
    /// its id, even by another process, counts once (the server remembers at least 1,000 of a stream, for at least 10 minutes).
    /// </summary>
    public string? ReportId { get; init; }
}

/// <summary>How far the stream is now.</summary>
/// <param name="Completed">Units done, 0 or more; where it is left out, as this broadcaster last told.</param>
/// <param name="Total">Units to do, 1 or more; where it is left out, as this broadcaster last told.</param>
/// <param name="Percentage">A whole number, 0 to 100; the server computes it where it is left out.</param>
/// <param name="QualityScore">Average score, 0 to 5.</param>
/// <param name="ItemsByStage">Count by stage.</param>
public sealed record ProgressReport(
    long? Completed = null,
    long? Total = null,
    int? Percentage = null,
    double? QualityScore = null,
    IReadOnlyDictionary<string, long>? ItemsByStage = null) : Report;

/// <summary>What an agent does.</summary>
/// <param name="AgentId">The agent's id, at most 64 URL-safe characters.</param>
/// <param name="AgentName">What people call it, 1 to 200 characters.</param>
/// <param name="AgentType">Its kind: <c>[a-z0-9_]{1,64}</c>.</param>
/// <param name="ActivityType">What happened to it.</param>
/// <param name="Message">A sentence for people, 1 to 1,000 characters.</param>
/// <param name="Data">Anything more, at most 8 KiB as JSON.</param>
public sealed record ActivityReport(
    string AgentId, string AgentName, string AgentType, ActivityType ActivityType, string Message, JsonObject? Data = null) : Report;

/// <summary>A milestone of the agent's own.</summary>
/// <param name="Type"><c>[a-z0-9_]{1,64}</c>, and none of <see cref="MilestoneTypes"/>.</param>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Description">At most 1,000 characters.</param>
/// <param name="Data">Anything more, at most 8 KiB as JSON.</param>
public sealed record MilestoneReport(string Type, string Title, string Description, JsonObject? Data = null) : Report;

/// <summary>Items found, or known better.</summary>
/// <param name="Items">1 to 100.</param>
/// <param name="AgentId">Who found them, or none.</param>
public sealed record ItemsReport(IReadOnlyList<ReportedItem> Items, string? AgentId = null) : Report;

/// <summary>One item as it is reported. For a key that the stream has, what is given replaces what was; <c>data</c> is merged by field.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Key">Its identity within the stream; where none is given, a normal form of the name.</param>
/// <param name="Stage">How far it was processed, <c>[a-z0-9_]{1,64}</c>; a new item without one is <c>discovered</c>.</param>
/// <param name="QualityScore">0 to 5.</param>
/// <param name="Data">What is known about it, at most 8 KiB as JSON.</param>
public sealed record ReportedItem(string Name, string? Key = null, string? Stage = null, double? QualityScore = null, JsonObject? Data = null);

/// <summary>The server's word that the reports of a request are durable.</summary>
/// <param name="Accepted">How many were new.</param>
/// <param name="Duplicates">How many were known by their <c>report_id</c>.</param>
/// <param name="Position">Where the stream stands with them.</param>
internal sealed record ReportAck(int Accepted, int Duplicates, Position Position);
