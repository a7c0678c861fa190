using System.Collections.Immutable;
using Orleans.Concurrency;
using Streams.Contract;
using Streams.Grains.Interfaces.Cluster;

namespace Streams.Grains.Interfaces.Streams;

/// <summary>
/// One progress stream. It accepts reports, replies only when they are durable, and sends the events to the API hosts that watch it.
/// The key is the stream's id. Calls to a stream that does not exist are refused with <see cref="RefusalCode.StreamNotFound"/>.
/// </summary>
[Alias("streams.stream")]
public interface IStreamGrain : IGrainWithStringKey
{
    /// <summary>Creates the stream; refused with <see cref="RefusalCode.Conflict"/> if it exists.</summary>
    [Alias("create")]
    Task<Outcome<StreamWithAgents>> Create(NewStream goal);

    /// <summary>Applies reports in order, all or none. The reply means that they are durable.</summary>
    [Alias("report")]
    Task<Outcome<ReportAck>> Report(ImmutableArray<Report> reports);

    /// <summary>Like <see cref="Report"/>, and tells where the stream is, so that later calls can go there directly.</summary>
    [Alias("report-located")]
    Task<Located<ReportAck>> ReportLocated(ImmutableArray<Report> reports);

    /// <summary>Changes the stream's definition.</summary>
    [Alias("change")]
    Task<Outcome<ProgressStream>> Change(StreamPatch patch);

    /// <summary>Deletes the stream with all its data and notifies its watchers. Returns its last position.</summary>
    [Alias("delete")]
    Task<Outcome<Position>> Delete();

    /// <summary>Gets the durable state.</summary>
    [Alias("snapshot")]
    [AlwaysInterleave]
    Task<Outcome<Snapshot>> GetSnapshot();

    /// <summary>
    /// Starts or extends the lease of <paramref name="host"/>: for <see cref="WatchLease.Duration"/> it gets every event after the returned snapshot.
    /// </summary>
    [Alias("watch")]
    [AlwaysInterleave]
    Task<Outcome<Snapshot>> Watch(string host);

    /// <summary>Extends the lease of <paramref name="host"/>. Returns the stream's position, so that the host notices if the last event was lost.</summary>
    [Alias("renew")]
    [AlwaysInterleave]
    Task<Outcome<Position>> Renew(string host);

    /// <summary>Like <see cref="Renew"/>, and tells where the stream is.</summary>
    [Alias("renew-located")]
    [AlwaysInterleave]
    Task<Located<Position>> RenewLocated(string host);

    /// <summary>Ends the lease of <paramref name="host"/>.</summary>
    [Alias("unwatch")]
    [AlwaysInterleave]
    Task Unwatch(string host);

    /// <summary>Reads the events after <paramref name="afterSeq"/>, oldest first, at most <paramref name="limit"/> (up to 1,000) and at most about 1 MiB.</summary>
    [Alias("events")]
    [AlwaysInterleave]
    Task<Outcome<EventPage>> ReadEvents(long afterSeq, int limit);

    /// <summary>Reads the activities before <paramref name="beforeSeq"/> (or the newest), newest first.</summary>
    [Alias("activities")]
    [AlwaysInterleave]
    Task<Outcome<ActivityPage>> ReadActivities(long? beforeSeq, int limit);

    /// <summary>Reads the milestones, oldest first; of more than 10,000 the newest.</summary>
    [Alias("milestones")]
    [AlwaysInterleave]
    Task<Outcome<ImmutableArray<Milestone>>> ReadMilestones();

    /// <summary>Reads a page of items.</summary>
    [Alias("items")]
    [AlwaysInterleave]
    Task<Outcome<ItemPage>> ReadItems(ItemQuery query);

    /// <summary>Reads the stream's items that have one of these keys (at most 1,000), in no particular order.</summary>
    [Alias("find-items")]
    [AlwaysInterleave]
    Task<Outcome<ImmutableArray<Item>>> FindItems(ImmutableArray<string> keys);

    /// <summary>Counts the items that an agent has added after a sequence.</summary>
    [Alias("count-items")]
    [AlwaysInterleave]
    Task<Outcome<long>> CountItems(string createdBy, long afterSeq);

    /// <summary>Assigns an agent.</summary>
    [Alias("assign")]
    Task<Outcome<AgentAssignment>> Assign(NewAgent agent);

    /// <summary>Gets the assigned agents, oldest first.</summary>
    [Alias("assignments")]
    [AlwaysInterleave]
    Task<Outcome<ImmutableArray<AgentAssignment>>> GetAssignments();
}

/// <summary>The lease of an API host that watches a stream.</summary>
public static class WatchLease
{
    /// <summary>The duration of a lease. Renew it after a third of that.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);
}

/// <summary>A stream and the agents assigned to it.</summary>
[GenerateSerializer, Immutable]
public sealed record StreamWithAgents(ProgressStream Stream, ImmutableArray<AgentAssignment> Agents);

/// <summary>An agent's assignment to a stream.</summary>
/// <param name="AgentId">The agent's id.</param>
/// <param name="StreamId">The stream.</param>
/// <param name="AgentType">Its type.</param>
/// <param name="AgentName">Its display name.</param>
/// <param name="Config">Its settings, a JSON object.</param>
[GenerateSerializer, Immutable]
public sealed record AgentAssignment(string AgentId, string StreamId, string AgentType, string AgentName, JsonText Config);

/// <summary>A part of a stream's history.</summary>
/// <param name="Events">Oldest first; without gaps unless the history was thinned.</param>
/// <param name="Position">The stream's position, which can be older than the newest of the events.</param>
[GenerateSerializer, Immutable]
public sealed record EventPage(IReadOnlyList<StreamEvent> Events, Position Position);

/// <summary>A page of the feed.</summary>
/// <param name="Activities">Newest first.</param>
/// <param name="NextBeforeSeq">The sequence before which the next page begins; null at the end.</param>
[GenerateSerializer, Immutable]
public sealed record ActivityPage(ImmutableArray<AgentActivity> Activities, long? NextBeforeSeq);

/// <summary>Which items to read.</summary>
/// <param name="Stage">Only items at this stage; null for all.</param>
/// <param name="Sort">The order.</param>
/// <param name="Limit">The maximum number of items, 1 to 500.</param>
/// <param name="Cursor">The cursor from an earlier page; null for the first page.</param>
[GenerateSerializer, Immutable]
public sealed record ItemQuery(string? Stage, ItemSort Sort, int Limit, string? Cursor);

/// <summary>A page of items.</summary>
/// <param name="Items">The items, in the requested order.</param>
/// <param name="NextCursor">The cursor of the next page; null at the end.</param>
[GenerateSerializer, Immutable]
public sealed record ItemPage(ImmutableArray<Item> Items, string? NextCursor);
