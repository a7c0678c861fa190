using System.Collections.Immutable;
using Streams.Contract;

namespace Streams.Api.Http.Feed;

/// <summary>All milestones of a stream.</summary>
/// <param name="Milestones">Oldest first.</param>
public sealed record MilestonesReply(ImmutableArray<Milestone> Milestones);
