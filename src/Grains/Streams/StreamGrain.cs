using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Agents;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Publishing;
using Streams.Grains.Rules;

namespace Streams.Grains.Streams;

/// <summary>
/// One stream: decide, commit, publish, in that order. Reentrant, so that reports which arrive while others are on their way to the log share a commit;
/// between two awaits every method leaves a state that holds. Placed at random, which spreads streams evenly from the start; the default, by measured load, put
/// nearly all of them on one silo where they came at once.
/// </summary>
[Reentrant]
[RandomPlacement]
[GrainType("stream")]
public sealed partial class StreamGrain(
    [PersistentState(StreamGrain.SnapshotState, StreamGrain.SnapshotStorage)] IPersistentState<StreamSnapshotHolder> snapshot,
    IEventLog log,
    IStreamQueries queries,
    NewsOutbox outbox,
    SnapshotGate snapshotGate,
    StreamMetrics metrics,
    IOptions<StreamOptions> options,
    TimeProvider time,
    ILogger<StreamGrain> logger) : Grain, IStreamGrain
{
    /// <summary>The name of the grain storage that snapshots go to.</summary>
    public const string SnapshotStorage = "snapshots";

    /// <summary>The name of the state in it.</summary>
    public const string SnapshotState = "snapshot";

    /// <summary>How often reports are decided on that lose against another activation: two of them write to one stream for no longer than a failover takes.</summary>
    private const int Attempts = 3;

    private static readonly TimeSpan TickPeriod = TimeSpan.FromSeconds(1);
    private static readonly Refusal TakenOver = Refusal.Unavailable("The stream was taken over; try again.");

    private readonly StreamLoader _loader = new(log);
    private readonly WatchLeases _leases = new();
    private readonly AppendBudget _budget = new();
    private readonly RuleOptions _rules = new(options.Value.SilenceLimit);
    private readonly SemaphoreSlim _itemGate = new(1, 1);

    /// <summary>What is durable: what readers and snapshots see. Null where there is no such stream.</summary>
    private StreamState? _committed;

    /// <summary>What is durable and what is on its way to the log: what the next decision is based on.</summary>
    private StreamState? _pending;

    /// <summary>The newest append; appends complete in order, so all earlier ones are done when it is.</summary>
    private Task _lastAppend = Task.CompletedTask;

    /// <summary>Set by a failed append: both states are worthless until they have been loaded anew.</summary>
    private bool _broken = true;

    private Task? _loading;
    private IGrainTimer? _ticks;

    private string Id => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await EnsureLoadedAsync();
        }
        catch (LogUnavailableException exception)
        {
            // Not the end: every call tries again, and answers that the storage is away until it is back.
            LogLoadFailed(Id, snapshot.State.Seq, exception);
        }

        // Where another silo had the stream until just now, those who watch it are told of what follows without having to ask.
        _leases.Restore(snapshot.State.Snapshot?.Leases, time.Now());
        metrics.Activated(1);
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        metrics.Activated(-1);
        _ticks?.Dispose();
        await WriteSnapshotAsync(cancellationToken, leases: true);
    }

    /// <inheritdoc/>
    public async Task<Outcome<StreamWithAgents>> Create(NewStream goal)
    {
        if (await TryLoadAsync() is { } refusal)
            return refusal;
        if (_pending is not null)
            return new Refusal(RefusalCode.Conflict, $"The stream '{Id}' exists already.");
        var decision = StreamRules.Create(Id, log.Epoch, goal, time.Now());
        return await CommitAsync(decision) is { } failed ? failed : new StreamWithAgents(decision.State.View.Stream, decision.State.Assignments);
    }

    /// <inheritdoc/>
    public async Task<Outcome<ReportAck>> Report(ImmutableArray<Report> reports)
    {
        var began = time.GetTimestamp();
        var answer = await TakeAsync(reports);
        metrics.Answered(reports.Length, answer, time.GetElapsedTime(began));
        return answer;
    }

    /// <inheritdoc/>
    public async Task<Outcome<ProgressStream>> Change(StreamPatch patch)
    {
        if (await LoadAsync() is { } refusal)
            return refusal;
        var decision = StreamRules.Change(_pending!, patch, time.Now());
        return await CommitAsync(decision) is { } failed ? failed : decision.State.View.Stream;
    }

    /// <inheritdoc/>
    public async Task<Outcome<AgentAssignment>> Assign(NewAgent agent)
    {
        if (await LoadAsync() is { } refusal)
            return refusal;
        var decision = StreamRules.Assign(_pending!, agent, time.Now());
        return await CommitAsync(decision) is { } failed ? failed : decision.State.Assignments[^1];
    }

    /// <inheritdoc/>
    public async Task<Outcome<Position>> Delete()
    {
        if (await LoadAsync() is { } refusal)
            return refusal;
        var last = _committed!;
        try
        {
            await Task.WhenAll(last.Assignments.Select(agent =>
                GrainFactory.GetGrain<IAgentGrain>(new AgentKey(Id, agent.AgentId).ToString()).Forget()));

            // From here on appends conflict: those that are on their way are before the deletion, or fail.
            await log.DeleteAsync(Id);
        }
        catch (LogUnavailableException exception)
        {
            return Unavailable(exception);
        }

        (_committed, _pending) = (null, null);
        await ClearSnapshotAsync();
        outbox.Publish(_leases.Hosts(time.Now()), new StreamNews(Id, log.Epoch, [], Deleted: true));
        DeactivateOnIdle();
        return last.View.Position;
    }

    private async Task<Outcome<ReportAck>> TakeAsync(ImmutableArray<Report> reports)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await LoadAsync() is { } refusal)
                return refusal;
            var outcome = reports.Any(report => report is ItemsReport) ? await ReportItemsAsync(reports) : await DecideReportsAsync(reports);

            // Lost against another activation, so nothing was appended: what the log says now is decided on anew.
            if (outcome.Refusal != TakenOver || attempt == Attempts)
                return outcome;
        }
    }

    private async Task<Outcome<ReportAck>> DecideReportsAsync(ImmutableArray<Report> reports)
    {
        var decision = StreamRules.Report(_pending!, reports, time.Now());
        return await CommitAsync(decision) is { } refusal
            ? refusal
            : new ReportAck(decision.Accepted, decision.Duplicates, decision.State.View.Position);
    }

    /// <summary>
    /// Reports of items need to know the items of their keys. One call at a time looks them up and decides, so that what it knows cannot grow stale in
    /// between; committing is outside, shared with everybody.
    /// </summary>
    private async Task<Outcome<ReportAck>> ReportItemsAsync(ImmutableArray<Report> reports)
    {
        Task<Outcome<ReportAck>> ack;
        await _itemGate.WaitAsync();
        try
        {
            if (await LearnItemsAsync(reports) is { } refusal)
                return refusal;
            ack = DecideReportsAsync(reports);
        }
        finally
        {
            _itemGate.Release();
        }

        return await ack;
    }

    private async Task<Refusal?> LearnItemsAsync(ImmutableArray<Report> reports)
    {
        try
        {
            if (_pending?.KnownItems.Count > options.Value.MaxKnownItems)
            {
                // Only committed items can be found again, so wait until all are.
                await Task.WhenAny(_lastAppend);
                _pending = _pending is null ? null : _pending with { KnownItems = _pending.KnownItems.Clear() };
            }

            while (true)
            {
                if (await LoadAsync() is { } refusal)
                    return refusal;
                var before = _pending!;
                var missing = before.Tally.Count == 0 ? [] : Missing(before, reports);
                if (missing.Count == 0)
                    return null;
                var found = await queries.FindItemsAsync(Id, missing);
                if (_broken || _pending is null)
                    continue;

                // Nobody else decides on items meanwhile, and what was not found is new.
                _pending = _pending with { KnownItems = _pending.KnownItems.AddRange(found.Select(item => KeyValuePair.Create(item.Key, item))) };
                return null;
            }
        }
        catch (LogUnavailableException exception)
        {
            return Unavailable(exception);
        }
    }

    private static HashSet<string> Missing(StreamState state, ImmutableArray<Report> reports) =>
        reports.OfType<ItemsReport>()
            .SelectMany(report => report.Items)
            .Select(ItemRules.KeyOf)
            .Where(key => !state.KnownItems.ContainsKey(key))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>Commits a decision and tells the watching hosts. Returns why not, or null once it is durable.</summary>
    private async Task<Refusal?> CommitAsync(Decision decision)
    {
        if (decision.Refusal is not null)
            return decision.Refusal;
        var records = decision.Changes.IsEmpty ? [] : decision.Changes.Select(ChangeCodec.ToRecord).ToArray();
        var bytes = records.Sum(record => (long)record.Event.Payload.Length);
        if (!_budget.TryEnter(bytes))
            return new Refusal(RefusalCode.RateLimited, "More reports of this stream are under way than it may have at once; try again.");
        try
        {
            if (records.Length > 0)
            {
                _pending = decision.State;
                _lastAppend = log.AppendAsync(ToAppend(decision.Changes, records));
            }

            // A repeated report may be one that is still on its way: then this waits for it.
            await _lastAppend;
        }
        catch (Exception exception) when (exception is LogConflictException or LogUnavailableException)
        {
            _broken = true;
            LogAppendFailed(Id, decision.State.Seq, exception);

            // What lost against a deletion need not be sent again.
            return exception is LogConflictException && await LoadAsync() is { Code: RefusalCode.StreamNotFound } gone ? gone : Unavailable(exception);
        }
        finally
        {
            _budget.Leave(bytes);
        }

        if (records.Length > 0)
            Committed(decision.State, records);
        return null;
    }

    private void Committed(StreamState state, LogRecord[] records)
    {
        // Deleted between its commit and this turn.
        if (_pending is null)
            return;
        if (_committed is null || state.Seq > _committed.Seq)
            _committed = state;
        outbox.Publish(_leases.Hosts(time.Now()), new StreamNews(Id, log.Epoch, Array.ConvertAll(records, record => record.Event), Deleted: false));
        KeepTicking();
        if (state.Seq - snapshot.State.Seq >= options.Value.SnapshotEvery)
            WriteSnapshotAsync(CancellationToken.None).Ignore();
    }

    private LogAppend ToAppend(ImmutableArray<StreamChange> changes, LogRecord[] records)
    {
        List<LoggedItem>? items = null;
        ProgressStream? stream = null;
        foreach (var change in changes)
        {
            if (change.Payload is Item item)
                (items ??= []).Add(new(change.Seq, item));
            stream = change.Payload as ProgressStream ?? stream;
        }

        return new(Id, records, items ?? [], stream);
    }

    /// <summary>Makes sure that there is the stream and that its state can be relied on. Returns why not, or null.</summary>
    private async Task<Refusal?> LoadAsync()
    {
        if (await TryLoadAsync() is { } refusal)
            return refusal;
        if (_pending is not null)
            return null;

        // There is no end of streams that are not there: none of them stays in memory.
        DeactivateOnIdle();
        return Refusal.StreamNotFound(Id);
    }

    /// <summary>Makes sure that the state can be relied on, whether or not there is the stream. Returns why not, or null.</summary>
    private async Task<Refusal?> TryLoadAsync()
    {
        try
        {
            await EnsureLoadedAsync();
        }
        catch (LogUnavailableException exception)
        {
            return Unavailable(exception);
        }

        return null;
    }

    private Task EnsureLoadedAsync()
    {
        if (!_broken)
            return Task.CompletedTask;
        return _loading is { IsCompleted: false } ? _loading : _loading = ReloadAsync();
    }

    private async Task ReloadAsync()
    {
        // What is still on its way to the log settles first; then the log says what came of it.
        await Task.WhenAny(_lastAppend);
        var state = await _loader.LoadAsync(Id, snapshot.State.Snapshot, time.Now());
        (_committed, _pending, _broken) = (state, state, false);
        KeepTicking();
    }

    private void KeepTicking()
    {
        if (_ticks is null && _committed is not null && StreamRules.NeedsTicks(_committed))
        {
            _ticks = this.RegisterGrainTimer(
                TickAsync,
                new GrainTimerCreationOptions { DueTime = TickPeriod, Period = TickPeriod, Interleave = true });
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        if (_broken || _pending is null)
            return;
        if (!StreamRules.NeedsTicks(_pending))
        {
            _ticks?.Dispose();
            _ticks = null;
            return;
        }

        var decision = StreamRules.Tick(_pending, time.Now(), _rules);
        if (!decision.Changes.IsEmpty)
            await CommitAsync(decision);
    }

    private Refusal Unavailable(Exception exception)
    {
        LogUnavailable(Id, _committed?.Seq ?? 0, exception.Message);
        return exception is LogConflictException ? TakenOver : Refusal.Unavailable("The storage cannot take or give anything now; try again.");
    }
}
