using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>A page of activities.</summary>
/// <param name="Activities">Newest first.</param>
/// <param name="NextBeforeSeq">The <c>before_seq</c> of the next page, or null on the last page.</param>
public sealed record ActivitiesReply(
    ImmutableArray<AgentActivity> Activities,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? NextBeforeSeq);

/// <summary>All milestones of a stream.</summary>
/// <param name="Milestones">Oldest first.</param>
public sealed record MilestonesReply(ImmutableArray<Milestone> Milestones);

/// <summary>A page of items.</summary>
/// <param name="Items">In the requested order.</param>
/// <param name="NextCursor">The <c>cursor</c> of the next page, or null on the last page.</param>
public sealed record ItemsReply(
    ImmutableArray<Item> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);

/// <summary>The data of the server-sent event <c>unwatched</c>: the server sends nothing more for the stream.</summary>
/// <param name="StreamId">The stream.</param>
/// <param name="Reason"><c>deleted</c> or <c>forbidden</c>.</param>
public sealed record Unwatched(string StreamId, string Reason);
