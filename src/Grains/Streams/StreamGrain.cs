using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Agents;
using Streams.Grains.Interfaces.Cluster;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Publishing;
using Streams.Grains.Rules;

namespace Streams.Grains.Streams;

/// <summary>
/// One stream: decides (<see cref="StreamRules"/>), commits (<see cref="OrderedCommit"/>) and publishes (<see cref="NewsOutbox"/>), in that order. Reentrant, so that
/// reports that arrive during a commit share the next one. Placed at random, which spreads streams evenly from the start; the default placement, by measured load, put
/// nearly all of a burst of new streams on one silo.
/// </summary>
[Reentrant]
[RandomPlacement]
[GrainType("stream")]
internal sealed partial class StreamGrain : Grain, IStreamGrain
{
    private static readonly TimeSpan TickPeriod = TimeSpan.FromSeconds(1);

    private readonly IPersistentState<StreamSnapshotHolder> _snapshot;
    private readonly IEventLog _log;
    private readonly IStreamQueries _queries;
    private readonly NewsOutbox _outbox;
    private readonly StreamMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SiloPlace _place;
    private readonly RuleOptions _rules;
    private readonly WatchLeases _leases = new();
    private readonly AgentLiveness _liveness = new();
    private readonly OrderedCommit _commits;
    private readonly ItemCommit _items;
    private readonly SnapshotWriter _snapshots;
    private IGrainTimer? _ticks;
    private long _activatedAt;

    public StreamGrain(
        [PersistentState(SnapshotStorage.State, SnapshotStorage.Name)] IPersistentState<StreamSnapshotHolder> snapshot,
        IEventLog log,
        IStreamQueries queries,
        NewsOutbox outbox,
        SnapshotGate gate,
        StreamMetrics metrics,
        IOptions<StreamOptions> options,
        ILocalSiloDetails silo,
        TimeProvider time,
        ILogger<StreamGrain> logger)
    {
        (_snapshot, _log, _queries, _outbox, _metrics, _time, _logger) = (snapshot, log, queries, outbox, metrics, time, logger);
        _place = new(silo.SiloAddress, silo.GatewayAddress);
        var loader = new StreamLoader(log);
        _rules = new(options.Value.SilenceLimit);
        _commits = new(log, () => loader.LoadAsync(Id, snapshot.State.Snapshot, time.Now()), Publish, AppendFailed);
        _items = new(_commits, keys => queries.FindItemsAsync(Id, keys), options.Value.MaxKnownItems);
        _snapshots = new(snapshot, gate, options.Value.SnapshotEvery, TakeSnapshot, LogSnapshotFailed);
    }

    private string Id => this.GetPrimaryKeyString();

    private string Epoch => field ??= StreamEpoch.Of(_log.Epoch, Id);

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _activatedAt = _time.GetTimestamp();
        _liveness.Begin(_time.Now());
        try
        {
            await _commits.LoadAsync();
        }
        catch (LogUnavailableException exception)
        {
            // Every call and every tick tries again.
            LogLoadFailed(Id, _snapshot.State.Seq, exception);
        }

        // If the stream comes from another silo, its watchers get the next events without renewing their leases.
        _leases.Restore(_snapshot.State.Snapshot?.Leases, _time.Now());
        StartTicks();
        _metrics.Activated(1);
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _metrics.Activated(-1);
        _ticks?.Dispose();
        await _snapshots.FlushAsync(always: _leases.Hosts(_time.Now()).Count > 0, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Outcome<StreamWithAgents>> Create(NewStream goal) => CommitAsync(
        () => _commits.CommitAsync(state => state is null ? StreamRules.Create(Id, Epoch, goal, _time.Now()) : null),
        decision => new StreamWithAgents(decision.State.View.Stream, decision.State.Assignments),
        otherwise: new(RefusalCode.Conflict, $"The stream '{Id}' exists already."));

    /// <inheritdoc/>
    public Task<Outcome<ProgressStream>> Change(StreamPatch patch) => CommitAsync(
        () => _commits.CommitAsync(state => state is null ? null : StreamRules.Change(state, patch, _time.Now())),
        decision => decision.State.View.Stream);

    /// <inheritdoc/>
    public Task<Outcome<AgentAssignment>> Assign(NewAgent agent) => CommitAsync(
        () => _commits.CommitAsync(state => state is null ? null : StreamRules.Assign(state, agent, _time.Now())),
        decision => decision.State.Assignments[^1]);

    /// <inheritdoc/>
    public async Task<Outcome<ReportAck>> Report(ImmutableArray<Report> reports)
    {
        var began = _time.GetTimestamp();
        _liveness.Heard(reports, _time.Now());
        var answer = await CommitAsync(
            () => reports.Any(report => report is ItemsReport) ? _items.CommitAsync(reports, Decide) : _commits.CommitAsync(Decide),
            decision => new ReportAck(decision.Accepted, decision.Duplicates, decision.State.View.Position));
        _metrics.Answered(reports.Length, answer, _time.GetElapsedTime(began));
        return answer;

        Decision? Decide(StreamState? state) => state is null ? null : StreamRules.Report(state, reports, _time.Now());
    }

    /// <inheritdoc/>
    public async Task<Located<ReportAck>> ReportLocated(ImmutableArray<Report> reports) => new(await Report(reports), _place);

    /// <inheritdoc/>
    public Task<Outcome<Position>> Delete() => ReadAsync(async state =>
    {
        await ForgetAsync(state.Assignments);
        var last = await _commits.DeleteAsync() ?? state;

        // Agents that were assigned during those calls.
        await ForgetAsync(last.Assignments.Except(state.Assignments));
        await _snapshots.ClearAsync();
        _outbox.Publish(_leases.Hosts(_time.Now()), new StreamNews(Id, Epoch, [], Deleted: true));
        DeactivateOnIdle();
        return last.View.Position;
    });

    private Task ForgetAsync(IEnumerable<AgentAssignment> agents) =>
        Task.WhenAll(agents.Select(agent => GrainFactory.GetGrain<IAgentGrain>(new AgentKey(Id, agent.AgentId).ToString()).Forget()));

    private async Task<Outcome<T>> CommitAsync<T>(Func<Task<Decision?>> commit, Func<Decision, T> answer, Refusal? otherwise = null)
    {
        try
        {
            return await OrderedCommit.RetryAsync(commit) switch
            {
                null => otherwise ?? NotFound(),
                { Refusal: { } refusal } => refusal,
                { } decision => answer(decision),
            };
        }
        catch (Exception exception) when (exception is LogConflictException or LogUnavailableException)
        {
            return Unavailable(exception);
        }
    }

    /// <summary>Called with the records of each append that is durable.</summary>
    private void Publish(IReadOnlyList<LogRecord> records)
    {
        _outbox.Publish(_leases.Hosts(_time.Now()), new StreamNews(Id, Epoch, [.. records.Select(record => record.Event)], Deleted: false));
        StartTicks();
        _snapshots.WriteIfDue(records[^1].Seq);
    }

    private void AppendFailed(long seq, Exception exception)
    {
        LogAppendFailed(Id, seq, exception);
        StartTicks();
    }

    /// <summary>
    /// Ticks detect silent agents and approaching deadlines. While the state is stale, ticks also reload it: an agent may be active although no call arrives.
    /// </summary>
    private bool NeedsTicks => _commits.IsStale || (_commits.Pending is { } state && StreamRules.NeedsTicks(state));

    private void StartTicks()
    {
        if (_ticks is null && NeedsTicks)
            _ticks = this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions { DueTime = TickPeriod, Period = TickPeriod, Interleave = true });
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (NeedsTicks)
                await _commits.CommitAsync(state => state is null ? null : StreamRules.Tick(state, _time.Now(), _rules, _liveness.HeardAt));
        }
        catch (Exception exception)
        {
            // The next tick reloads the state and tries again.
            LogTickFailed(Id, exception);
        }

        _liveness.Forget(_time.Now() - _rules.SilenceLimit);
        if (!NeedsTicks)
        {
            _ticks?.Dispose();
            _ticks = null;
        }
    }

    private StreamSnapshot? TakeSnapshot() => _commits is { IsStale: false, Committed: { } state }
        ? StreamSnapshot.Of(state) with { Leases = _leases.Running(_time.Now()) }
        : null;

    private void LogSnapshotFailed(long seq, Exception exception) => LogSnapshotFailed(Id, seq, exception);

    private Refusal NotFound()
    {
        // Unknown ids are unbounded; do not keep their activations.
        DeactivateOnIdle();
        return Refusal.StreamNotFound(Id);
    }

    private Refusal Unavailable(Exception exception)
    {
        LogUnavailable(Id, _commits.Committed?.Seq ?? 0, exception.Message);
        return exception is LogConflictException ? Refusal.StreamMoved() : Refusal.StorageUnavailable();
    }
}
