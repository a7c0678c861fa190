using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Cluster;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Rules;

namespace Streams.Grains.Streams;

/// <summary>Reads of a stream, answered from the durable state or from the log.</summary>
internal sealed partial class StreamGrain
{
    private const int MaxPage = 1_000;
    private const int MaxPageBytes = 1024 * 1024;
    private const int MaxMilestones = 10_000;

    /// <summary>While an activation is this young, an earlier one may still be alive and write: on a silo that is about to end, or until the grain directory has settled.</summary>
    private static readonly TimeSpan OverlapLimit = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public Task<Outcome<Snapshot>> GetSnapshot() => ReadAsync(state => state.View);

    /// <inheritdoc/>
    public Task<Outcome<Snapshot>> Watch(string host) => ReadAsync(state =>
    {
        _leases.Extend(host, _time.Now());
        return state.View;
    });

    /// <inheritdoc/>
    public Task<Outcome<Position>> Renew(string host) => ReadAsync(async state =>
    {
        _leases.Extend(host, _time.Now());
        if (_time.GetElapsedTime(_activatedAt) >= OverlapLimit)
            return state.View.Position;
        await _commits.VerifyAsync();
        return (await _commits.ReadAsync() ?? state).View.Position;
    });

    /// <inheritdoc/>
    public async Task<Located<Position>> RenewLocated(string host) => new(await Renew(host), _place);

    /// <inheritdoc/>
    public Task Unwatch(string host)
    {
        _leases.End(host);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Outcome<EventPage>> ReadEvents(long afterSeq, int limit) => ReadAsync(async state =>
    {
        // The position is older than the page: the page may have events after the position, but misses none before it.
        var position = state.View.Position;
        var records = await _log.ReadAsync(Id, afterSeq, Math.Clamp(limit, 1, MaxPage));
        var (events, bytes) = (new List<StreamEvent>(records.Count), 0);
        foreach (var record in records)
        {
            bytes += record.Event.Payload.Length;
            if (events.Count > 0 && bytes > MaxPageBytes)
                break;
            events.Add(record.Event);
        }

        return new EventPage(events, position);
    });

    /// <inheritdoc/>
    public Task<Outcome<ActivityPage>> ReadActivities(long? beforeSeq, int limit) => ReadAsync(async _ =>
    {
        // One more than requested shows whether there is a next page.
        var events = await _log.ReadBackAsync(Id, EventName.AgentActivity, beforeSeq ?? long.MaxValue, limit + 1);
        var page = events.Take(limit).ToArray();
        return new ActivityPage(
            [.. page.Select(activity => ContractJson.FromText<AgentActivity>(activity.Payload))],
            events.Count > limit ? page[^1].Seq : null);
    });

    /// <inheritdoc/>
    public Task<Outcome<ImmutableArray<Milestone>>> ReadMilestones() => ReadAsync(async state =>
    {
        if (state.View.Milestones is { Length: < SnapshotRules.MaxMilestones } all)
            return all;
        var events = await _log.ReadBackAsync(Id, EventName.Milestone, long.MaxValue, MaxMilestones);
        return [.. events.Reverse().Select(milestone => ContractJson.FromText<Milestone>(milestone.Payload))];
    });

    /// <inheritdoc/>
    public async Task<Outcome<ItemPage>> ReadItems(ItemQuery query) =>
        (await ReadAsync(_ => _queries.ListItemsAsync(Id, query))).TryGet(out var page, out var refusal)
            ? page is null ? CatalogGrain.UnknownCursor : page
            : refusal;

    /// <inheritdoc/>
    public Task<Outcome<ImmutableArray<Item>>> FindItems(ImmutableArray<string> keys) =>
        ReadAsync(async _ => (await _queries.FindItemsAsync(Id, keys)).ToImmutableArray());

    /// <inheritdoc/>
    public Task<Outcome<long>> CountItems(string createdBy, long afterSeq) => ReadAsync(_ => _queries.CountItemsAsync(Id, createdBy, afterSeq));

    /// <inheritdoc/>
    public Task<Outcome<ImmutableArray<AgentAssignment>>> GetAssignments() => ReadAsync(state => state.Assignments);

    private Task<Outcome<T>> ReadAsync<T>(Func<StreamState, T> read) => ReadAsync(state => Task.FromResult(read(state)));

    private async Task<Outcome<T>> ReadAsync<T>(Func<StreamState, Task<T>> read)
    {
        try
        {
            return await _commits.ReadAsync() is { } state ? await read(state) : NotFound();
        }
        catch (LogUnavailableException exception)
        {
            return Unavailable(exception);
        }
    }
}
