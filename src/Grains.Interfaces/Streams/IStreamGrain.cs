using System.Collections.Immutable;
using Orleans.Concurrency;
using Streams.Contract;

namespace Streams.Grains.Interfaces.Streams;

/// <summary>
/// One progress stream. It takes reports, answers only when they are durable, and tells the hosts that watch it what happened.
/// The key is the stream's id. Calls on a stream that does not exist are refused with <see cref="RefusalCode.StreamNotFound"/>.
/// </summary>
[Alias("streams.stream")]
public interface IStreamGrain : IGrainWithStringKey
{
    /// <summary>Creates the stream; refused with <see cref="RefusalCode.Conflict"/> where it exists.</summary>
    [Alias("create")]
    Task<Outcome<StreamWithAgents>> Create(NewStream goal);

    /// <summary>Applies reports in order, all or none; the answer means that they are durable.</summary>
    [Alias("report")]
    Task<Outcome<ReportAck>> Report(ImmutableArray<Report> reports);

    /// <summary>Changes the stream's definition.</summary>
    [Alias("change")]
    Task<Outcome<ProgressStream>> Change(StreamPatch patch);

    /// <summary>Deletes the stream with all its data; watchers are told. Answers with the position it had.</summary>
    [Alias("delete")]
    Task<Outcome<Position>> Delete();

    /// <summary>The committed state.</summary>
    [Alias("snapshot")]
    [AlwaysInterleave]
    Task<Outcome<Snapshot>> GetSnapshot();

    /// <summary>
    /// From now on, for <see cref="WatchLease.Duration"/>, <paramref name="host"/> is told of every event after the snapshot that is returned.
    /// </summary>
    [Alias("watch")]
    [AlwaysInterleave]
    Task<Outcome<Snapshot>> Watch(string host);

    /// <summary>Extends the lease of <paramref name="host"/> and says where the stream is, so that a lost last event is noticed.</summary>
    [Alias("renew")]
    [AlwaysInterleave]
    Task<Outcome<Position>> Renew(string host);

    /// <summary>Ends the lease of <paramref name="host"/>.</summary>
    [Alias("unwatch")]
    [AlwaysInterleave]
    Task Unwatch(string host);

    /// <summary>The events after <paramref name="afterSeq"/>, oldest first, at most <paramref name="limit"/> (up to 1,000) and at most about 1 MiB.</summary>
    [Alias("events")]
    [AlwaysInterleave]
    Task<Outcome<EventPage>> ReadEvents(long afterSeq, int limit);

    /// <summary>The activities before <paramref name="beforeSeq"/> (or the newest), newest first.</summary>
    [Alias("activities")]
    [AlwaysInterleave]
    Task<Outcome<ActivityPage>> ReadActivities(long? beforeSeq, int limit);

    /// <summary>All milestones, oldest first.</summary>
    [Alias("milestones")]
    [AlwaysInterleave]
    Task<Outcome<ImmutableArray<Milestone>>> ReadMilestones();

    /// <summary>Items, a page.</summary>
    [Alias("items")]
    [AlwaysInterleave]
    Task<Outcome<ItemPage>> ReadItems(ItemQuery query);

    /// <summary>The stream's items with these keys (at most 1,000), in no order.</summary>
    [Alias("find-items")]
    [AlwaysInterleave]
    Task<Outcome<ImmutableArray<Item>>> FindItems(ImmutableArray<string> keys);

    /// <summary>How many items an agent has added after a position.</summary>
    [Alias("count-items")]
    [AlwaysInterleave]
    Task<Outcome<long>> CountItems(string createdBy, long afterSeq);

    /// <summary>Assigns an agent.</summary>
    [Alias("assign")]
    Task<Outcome<AgentAssignment>> Assign(NewAgent agent);

    /// <summary>The assigned agents, oldest first.</summary>
    [Alias("assignments")]
    [AlwaysInterleave]
    Task<Outcome<ImmutableArray<AgentAssignment>>> GetAssignments();
}

/// <summary>How long a host is told about a stream that it watches without renewing.</summary>
public static class WatchLease
{
    /// <summary>A lease's duration; renew it in a third of it.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);
}

/// <summary>A stream and the agents assigned to it.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Agents">Its agents.</param>
[GenerateSerializer, Immutable]
public sealed record StreamWithAgents(ProgressStream Stream, ImmutableArray<AgentAssignment> Agents);

/// <summary>An agent's assignment to a stream.</summary>
/// <param name="AgentId">The agent's id.</param>
/// <param name="StreamId">The stream.</param>
/// <param name="AgentType">Its type.</param>
/// <param name="AgentName">What people call it.</param>
/// <param name="Config">Its settings, a JSON object.</param>
[GenerateSerializer, Immutable]
public sealed record AgentAssignment(string AgentId, string StreamId, string AgentType, string AgentName, JsonText Config);

/// <summary>A stretch of a stream's history.</summary>
/// <param name="Events">Oldest first; without holes unless history was thinned.</param>
/// <param name="Position">Where the stream is.</param>
[GenerateSerializer, Immutable]
public sealed record EventPage(IReadOnlyList<StreamEvent> Events, Position Position);

/// <summary>A page of the feed.</summary>
/// <param name="Activities">Newest first.</param>
/// <param name="NextBeforeSeq">What to ask for next, or null at the end.</param>
[GenerateSerializer, Immutable]
public sealed record ActivityPage(ImmutableArray<AgentActivity> Activities, long? NextBeforeSeq);

/// <summary>Which items to read.</summary>
/// <param name="Stage">Only those of this stage.</param>
/// <param name="Sort">In which order.</param>
/// <param name="Limit">At most how many, 1 to 500.</param>
/// <param name="Cursor">From an earlier page, or null for the first.</param>
[GenerateSerializer, Immutable]
public sealed record ItemQuery(string? Stage, ItemSort Sort, int Limit, string? Cursor);

/// <summary>The order of items.</summary>
public enum ItemSort
{
    /// <summary>Oldest first.</summary>
    CreatedAt,

    /// <summary>Best score first, those without one last; equals oldest first.</summary>
    QualityScoreDescending,
}

/// <summary>A page of items.</summary>
/// <param name="Items">In the order asked for.</param>
/// <param name="NextCursor">What to ask for next, or null at the end.</param>
[GenerateSerializer, Immutable]
public sealed record ItemPage(ImmutableArray<Item> Items, string? NextCursor);
