using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Streams.Contract;

namespace Streams.Api.Http.Feed;

/// <summary>A page of activities.</summary>
/// <param name="Activities">Newest first.</param>
/// <param name="NextBeforeSeq">What to ask for next as <c>before_seq</c>, or null at the end.</param>
internal sealed record ActivitiesReply(
    ImmutableArray<AgentActivity> Activities,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? NextBeforeSeq);

/// <summary>All milestones of a stream.</summary>
/// <param name="Milestones">Oldest first.</param>
internal sealed record MilestonesReply(ImmutableArray<Milestone> Milestones);
