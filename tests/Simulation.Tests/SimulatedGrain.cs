using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Publishing;
using Streams.Grains.Rules;
using Streams.Grains.Streams;

namespace Streams.Simulation.Tests;

/// <summary>One activation of a stream: the product's parts, composed as <c>StreamGrain</c> composes them. It dies with its silo.</summary>
internal sealed class SimulatedGrain
{
    public const string Id = "s";

    private readonly World _world;
    private readonly SimulatedLog _log;
    private readonly SnapshotStore _store;
    private readonly NewsOutbox _outbox;
    private readonly OrderedCommit _commits;
    private readonly ItemCommit _items;
    private readonly WatchLeases _leases = new();
    private readonly StreamSnapshot? _stored;
    private readonly bool _existed;

    public SimulatedGrain(World world, SimulatedLog log, SnapshotStore store, OutboxMetrics metrics, Func<string, StreamNews[], Task> send)
    {
        (_world, _log, _store, Actor, _stored) = (world, log, store, new(world), store.Snapshot);
        _outbox = new(host => news => send(host, news), metrics, world.Clock, NullLogger<NewsOutbox>.Instance, Actor);
        var loader = new StreamLoader(log);
        _commits = new(log, () => loader.LoadAsync(Id, _stored, Now), Publish, static (_, _) => { });
        _items = new(_commits, log.FindItemsAsync, maxKnown: 2);

        // The order of an immutable dictionary differs between processes; a seed must replay in each.
        _leases.Restore(_stored?.Leases?.OrderBy(lease => lease.Key, StringComparer.Ordinal).ToDictionary(), Now);
        _existed = log.Head > 0;
    }

    public Actor Actor { get; }

    /// <summary>Whether the next call makes a new activation.</summary>
    public bool IsIdle { get; private set; }

    private DateTimeOffset Now => _world.Clock.Now();

    public Task<Outcome<ReportAck>> ReportAsync(ImmutableArray<Report> reports)
    {
        return CommitAsync(
            () => reports.Any(report => report is ItemsReport) ? _items.CommitAsync(reports, Decide) : _commits.CommitAsync(Decide),
            decision => new ReportAck(decision.Accepted, decision.Duplicates, decision.State.View.Position));

        Decision? Decide(StreamState? state) => state is null ? null : StreamRules.Report(state, reports, Now);
    }

    public Task<Outcome<Position>> CreateAsync(NewStream goal) => CommitAsync(
        () => _commits.CommitAsync(state => state is null ? StreamRules.Create(Id, StreamEpoch.Of(_log.Epoch, Id), goal, Now) : new Decision(state, [])),
        decision => decision.State.View.Position);

    public Task<Outcome<Position>> ChangeAsync(StreamPatch patch) => CommitAsync(
        () => _commits.CommitAsync(state => state is null ? null : StreamRules.Change(state, patch, Now)), decision => decision.State.View.Position);

    public Task<Outcome<Position>> TickAsync() => CommitAsync(
        () => _commits.CommitAsync(state => state is null ? null : StreamRules.Tick(state, Now, RuleOptions.Default)), decision => decision.State.View.Position);

    public Task<Outcome<Position>> DeleteAsync() => ReadAsync(async state =>
    {
        var last = await _commits.DeleteAsync() ?? state;
        _store.Snapshot = null;
        _outbox.Publish(_leases.Hosts(Now), new StreamNews(Id, StreamEpoch.Of(_log.Epoch, Id), [], Deleted: true));
        return last.View.Position;
    });

    public Task<Outcome<Snapshot>> WatchAsync(string host) => ReadAsync(state =>
    {
        _leases.Extend(host, Now);
        return Task.FromResult(state.View);
    });

    public Task<Outcome<Position>> RenewAsync(string host) => ReadAsync(async state =>
    {
        _leases.Extend(host, Now);
        await _commits.VerifyAsync();
        return (await _commits.ReadAsync() ?? state).View.Position;
    });

    public Task<Outcome<EventPage>> ReadEventsAsync(long afterSeq, int limit) => ReadAsync(async state =>
    {
        var position = state.View.Position;
        var records = await _log.ReadAsync(Id, afterSeq, limit);
        return new EventPage([.. records.Select(record => record.Event)], position);
    });

    /// <summary>Writes a snapshot with the leases, as before a move or after many events.</summary>
    public void StoreSnapshot()
    {
        if (_commits is { IsStale: false, Committed: { } state })
            _store.Snapshot = StreamSnapshot.Of(state) with { Leases = _leases.Running(Now) };
    }

    private void Publish(IReadOnlyList<LogRecord> records)
    {
        _outbox.Publish(_leases.Hosts(Now), new StreamNews(Id, StreamEpoch.Of(_log.Epoch, Id), [.. records.Select(record => record.Event)], Deleted: false));
        if (_world.Chance(5))
            StoreSnapshot();
    }

    private async Task<Outcome<T>> CommitAsync<T>(Func<Task<Decision?>> commit, Func<Decision, T> answer)
    {
        try
        {
            return await OrderedCommit.RetryAsync(commit) switch
            {
                null => NotFound(),
                { Refusal: { } refusal } => refusal,
                { } decision => answer(decision),
            };
        }
        catch (Exception exception) when (exception is LogConflictException or LogUnavailableException)
        {
            return Refusal.StorageUnavailable();
        }
    }

    private Refusal NotFound()
    {
        // An activation that began to load before the stream's creation by another one may miss it.
        History.Require(!_existed || _log.IsDeleted, "A stream that exists was not found.");
        IsIdle = true;
        return Refusal.StreamNotFound(Id);
    }

    private async Task<Outcome<T>> ReadAsync<T>(Func<StreamState, Task<T>> read)
    {
        try
        {
            return await _commits.ReadAsync() is { } state ? await read(state) : NotFound();
        }
        catch (LogUnavailableException)
        {
            return Refusal.StorageUnavailable();
        }
    }
}

/// <summary>The stored snapshot of the stream.</summary>
internal sealed class SnapshotStore
{
    public StreamSnapshot? Snapshot { get; set; }
}
