using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Streams;

/// <summary>What can be asked of a stream. Answers come from the committed state or from the log.</summary>
public sealed partial class StreamGrain
{
    private const int MaxPage = 1_000;
    private const int MaxPageBytes = 1024 * 1024;
    private const int MaxMilestones = 10_000;

    /// <inheritdoc/>
    public async Task<Outcome<Snapshot>> GetSnapshot() => await LoadAsync() is { } refusal ? refusal : Committed().View;

    /// <inheritdoc/>
    public async Task<Outcome<Snapshot>> Watch(string host)
    {
        if (await LoadAsync() is { } refusal)
            return refusal;
        _leases.Extend(host, time.Now());
        return Committed().View;
    }

    /// <inheritdoc/>
    public async Task<Outcome<Position>> Renew(string host)
    {
        if (await LoadAsync() is { } refusal)
            return refusal;
        _leases.Extend(host, time.Now());
        return Committed().View.Position;
    }

    /// <inheritdoc/>
    public Task Unwatch(string host)
    {
        _leases.End(host);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Outcome<EventPage>> ReadEvents(long afterSeq, int limit) => ReadAsync(async () =>
    {
        // The position first: an event that is committed meanwhile may be in the page, but none that the position tells can be missing.
        var position = Committed().View.Position;
        var records = await log.ReadAsync(Id, afterSeq, Math.Clamp(limit, 1, MaxPage));
        var (events, bytes) = (new List<StreamEvent>(records.Count), 0);
        foreach (var record in records)
        {
            bytes += record.Event.Payload.Length;
            if (events.Count > 0 && bytes > MaxPageBytes)
                break;
            events.Add(record.Event);
        }

        return (Outcome<EventPage>)new EventPage(events, position);
    });

    /// <inheritdoc/>
    public Task<Outcome<ActivityPage>> ReadActivities(long? beforeSeq, int limit) => ReadAsync(async () =>
    {
        // One more than asked for tells whether there is a next page.
        var events = await log.ReadBackAsync(Id, EventName.AgentActivity, beforeSeq ?? long.MaxValue, limit + 1);
        var page = events.Take(limit).ToArray();
        return (Outcome<ActivityPage>)new ActivityPage(
            [.. page.Select(activity => ContractJson.FromText<AgentActivity>(activity.Payload))],
            events.Count > limit ? page[^1].Seq : null);
    });

    /// <inheritdoc/>
    public Task<Outcome<ImmutableArray<Milestone>>> ReadMilestones() => ReadAsync<ImmutableArray<Milestone>>(async () =>
    {
        if (Committed().View.Milestones is { Length: < Rules.SnapshotRules.MaxMilestones } all)
            return all;
        var events = await log.ReadBackAsync(Id, EventName.Milestone, long.MaxValue, MaxMilestones);
        return events.Reverse().Select(milestone => ContractJson.FromText<Milestone>(milestone.Payload)).ToImmutableArray();
    });

    /// <inheritdoc/>
    public Task<Outcome<ItemPage>> ReadItems(ItemQuery query) => ReadAsync(async () =>
        await queries.ListItemsAsync(Id, query) is { } page ? (Outcome<ItemPage>)page : CatalogGrain.UnknownCursor);

    /// <inheritdoc/>
    public Task<Outcome<ImmutableArray<Item>>> FindItems(ImmutableArray<string> keys) => ReadAsync<ImmutableArray<Item>>(async () =>
        (await queries.FindItemsAsync(Id, keys)).ToImmutableArray());

    /// <inheritdoc/>
    public Task<Outcome<long>> CountItems(string createdBy, long afterSeq) => ReadAsync<long>(async () => await queries.CountItemsAsync(Id, createdBy, afterSeq));

    /// <inheritdoc/>
    public async Task<Outcome<ImmutableArray<AgentAssignment>>> GetAssignments() => await LoadAsync() is { } refusal ? refusal : Committed().Assignments;

    /// <summary>The committed state. While the creation is on its way there is none yet, but its caller has not been answered either.</summary>
    private Rules.StreamState Committed() => _committed ?? _pending!;

    private async Task<Outcome<T>> ReadAsync<T>(Func<Task<Outcome<T>>> read)
    {
        if (await LoadAsync() is { } refusal)
            return refusal;
        try
        {
            return await read();
        }
        catch (LogUnavailableException exception)
        {
            return Unavailable(exception);
        }
    }
}
