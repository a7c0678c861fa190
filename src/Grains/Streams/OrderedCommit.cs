using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.Rules;

namespace Streams.Grains.Streams;

/// <summary>
/// Commits the decisions of one stream in the order in which they are made. A decision builds on the ones before it, durable or not, so decisions that arrive during a
/// commit share the next one. After a failed append the state is unknown: it is reloaded from the log before anything else is decided or read.
/// Not thread-safe: one grain owns it. Its invariants hold at every await.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="load">Reads the state at the end of the log; null if there is no such stream.</param>
/// <param name="committed">Called with the records of each append that is durable, in order.</param>
/// <param name="failed">Called with the sequence of the last record of each append that failed.</param>
internal sealed class OrderedCommit(
    IEventLog log, Func<Task<StreamState?>> load, Action<IReadOnlyList<LogRecord>> committed, Action<long, Exception> failed)
{
    /// <summary>The number of times a decision is made if another activation writes first. Two activations write to one stream for no longer than a failover takes.</summary>
    private const int Attempts = 3;

    internal static readonly Refusal TooMany = new(RefusalCode.RateLimited, "The stream has too many reports in progress; try again.");

    private readonly AppendBudget _budget = new();

    /// <summary>The newest append or deletion. The earlier ones are done when this one is.</summary>
    private Task _last = Task.CompletedTask;

    private Task? _loading;

    /// <summary>The durable state, which readers and snapshots see. Null if there is no such stream, or none yet.</summary>
    public StreamState? Committed { get; private set; }

    /// <summary>The durable state and everything that is being appended: the basis of the next decision. Null if there is no such stream. Unknown while stale.</summary>
    public StreamState? Pending { get; private set; }

    /// <summary>Whether the state is unknown and must be loaded first.</summary>
    public bool IsStale { get; private set; } = true;

    /// <summary>The appends since the last load; each load begins another chain. What was read from the log's tables during an earlier chain can be outdated.</summary>
    public AppendChain Chain { get; private set; } = new();

    /// <summary>Loads the state if it is stale. Concurrent calls share one load.</summary>
    /// <exception cref="LogUnavailableException">The log cannot be read now.</exception>
    public async ValueTask LoadAsync()
    {
        while (IsStale)
            await (_loading is { IsCompleted: false } ? _loading : _loading = ReloadAsync());
    }

    /// <summary>Gets the durable state. Waits for the stream's creation if that is in progress.</summary>
    /// <returns>The state, or null if there is no such stream.</returns>
    /// <exception cref="LogUnavailableException">The log cannot be read now.</exception>
    public async ValueTask<StreamState?> ReadAsync()
    {
        await LoadAsync();
        while (Committed is null && Pending is not null)
        {
            await SettleAsync();
            await LoadAsync();
        }

        return Committed;
    }

    /// <summary>
    /// Compares the durable state with the end of the log, and makes it stale if another activation has written since. An append would find out too, but a stream at rest
    /// has none.
    /// </summary>
    /// <exception cref="LogUnavailableException">The log cannot be read now.</exception>
    public async Task VerifyAsync()
    {
        await LoadAsync();
        if (Committed is not { } state)
            return;
        var chain = Chain;
        var end = await log.ReadAsync(state.StreamId, state.Seq - 1, 2);

        // If this activation has appended meanwhile, the log's own check has found out.
        var inProgress = Pending?.Seq != state.Seq || Committed?.Seq != state.Seq;
        if (!inProgress && !(end is [{ Seq: var last }] && last == state.Seq))
            Invalidate(chain);
    }

    /// <summary>
    /// Decides on the pending state and returns when the decision is durable. <paramref name="decide"/> runs in one turn with the append, with no await between them.
    /// A decision that changes nothing waits for the appends that it may depend on: a repeated report can be one that is not durable yet.
    /// </summary>
    /// <param name="decide">Makes the decision; returns null if it cannot be made because the stream exists or does not.</param>
    /// <returns>The decision. If it is refused, nothing was appended.</returns>
    /// <exception cref="LogConflictException">Another activation has written. Nothing was appended; decide again.</exception>
    /// <exception cref="LogUnavailableException">The log cannot be read, or the append failed and may or may not be durable.</exception>
    public async Task<Decision?> CommitAsync(Func<StreamState?, Decision?> decide)
    {
        do
            await LoadAsync();
        while (IsStale);
        var decision = decide(Pending);
        if (decision is null)
        {
            await _last;
            return null;
        }

        return decision.Refusal is null ? await AppendAsync(decision) : decision;
    }

    /// <summary>Commits a decision. If another activation has written first, decides again on what it wrote.</summary>
    /// <exception cref="LogConflictException">Other activations have written each time. Nothing was appended.</exception>
    /// <exception cref="LogUnavailableException">As <see cref="CommitAsync"/>.</exception>
    public static async Task<Decision?> RetryAsync(Func<Task<Decision?>> commit)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await commit();
            }
            catch (LogConflictException) when (attempt < Attempts)
            {
                // Nothing was appended.
            }
        }
    }

    /// <summary>Deletes the stream, after the appends that are in progress. Returns when the deletion is durable.</summary>
    /// <returns>The state before the deletion, or null if there is no such stream.</returns>
    /// <exception cref="LogUnavailableException">The log cannot be read, or the deletion failed and may or may not be durable.</exception>
    public async Task<StreamState?> DeleteAsync()
    {
        await LoadAsync();
        var before = Pending;
        if (before is not null)
        {
            Pending = null;
            _last = DeleteAsync(before.StreamId, _last);
        }

        await _last;
        return before;
    }

    /// <summary>Waits until the appends that are in progress are durable or have failed.</summary>
    public Task SettleAsync() => FinishAsync(_last);

    /// <summary>Replaces the set of items that the pending state holds in memory, unless the state was reloaded after <paramref name="chain"/>.</summary>
    public void UpdateKnownItems(AppendChain chain, Func<ImmutableDictionary<string, Item>, ImmutableDictionary<string, Item>> change)
    {
        if (chain == Chain && !IsStale && Pending is { } state)
            Pending = state with { KnownItems = change(state.KnownItems) };
    }

    private async Task<Decision> AppendAsync(Decision decision)
    {
        var append = decision.Changes.IsEmpty ? null : ToAppend(decision);
        var bytes = append?.Bytes ?? 0;
        if (!_budget.TryAcquire(bytes))
            return decision with { Refusal = TooMany };
        try
        {
            if (append is not null)
            {
                Pending = decision.State;
                _last = AppendAsync(append, decision.State, _last);
            }

            // If an append that this decision depends on fails, so does the last one: they are a chain.
            await _last;
            return decision;
        }
        finally
        {
            _budget.Release(bytes);
        }
    }

    private async Task ReloadAsync()
    {
        // Appends that are still in progress settle first. Then the log shows which of them are durable.
        await SettleAsync();
        var state = await load();

        // A failure in the last chain must not reach the decisions of this one.
        (Committed, Pending, _last, Chain, IsStale) = (state, state, Task.CompletedTask, new(), false);
    }

    private async Task AppendAsync(LogAppend append, StreamState state, Task earlier)
    {
        var chain = Chain;
        try
        {
            await log.AppendAsync(append);

            // While stale, an earlier append has failed: only a reload shows what this one follows.
            if (chain == Chain && !IsStale && state.Seq > (Committed?.Seq ?? 0))
                Committed = state;
            if (Committed is not null)
                committed(append.Records);
        }
        catch (Exception exception)
        {
            Invalidate(chain);
            failed(state.Seq, exception);
            await FinishAsync(earlier);
            throw;
        }
    }

    private async Task DeleteAsync(string streamId, Task earlier)
    {
        var chain = Chain;
        try
        {
            await log.DeleteAsync(streamId);
            if (chain == Chain)
                Committed = null;
        }
        catch
        {
            Invalidate(chain);
            await FinishAsync(earlier);
            throw;
        }

        Invalidate(chain);
    }

    // The log completes what it queues in order, but when its queue is full, it refuses at once.
    private static async Task FinishAsync(Task earlier) =>
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private void Invalidate(AppendChain chain) => IsStale |= chain == Chain;

    private LogAppend ToAppend(Decision decision)
    {
        var records = new LogRecord[decision.Changes.Length];
        List<LoggedItem>? items = null;
        ProgressStream? stream = null;
        for (var i = 0; i < records.Length; i++)
        {
            var change = decision.Changes[i];
            records[i] = ChangeCodec.ToRecord(change);
            if (change.Payload is Item item)
                (items ??= []).Add(new(change.Seq, item, records[i].Event.Payload));
            stream = change.Payload as ProgressStream ?? stream;
        }

        return new(decision.State.StreamId, records, items ?? [], stream) { Chain = Chain };
    }
}
