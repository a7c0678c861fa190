using Streams.Contract;
using Streams.Grains.EventLog;

namespace Streams.Simulation.Tests;

/// <summary>A fault of the store itself, which shows that the simulation can fail.</summary>
internal enum StoreFault
{
    None,

    /// <summary>Appends are not fenced.</summary>
    NoFence,

    /// <summary>An append that was not committed is acknowledged.</summary>
    LostCommit,

    /// <summary>A page of the log lacks its first event.</summary>
    HoleInPage,
}

/// <summary>The log as one silo sees it: the contract of <see cref="IEventLog"/> over a shared <see cref="History"/>. Appends are committed in order and fail at times, before or after they commit.</summary>
internal sealed class SimulatedLog(World world, Actor actor, History history, StoreFault fault) : IEventLog
{
    private Task _tail = Task.CompletedTask;

    public string Epoch => History.Epoch;

    public long Head => history.Head;

    public bool IsDeleted => history.IsDeleted;

    public Task AppendAsync(LogAppend append) => world.Fault(1)
        ? Task.FromException(new LogUnavailableException("The log's queue is full."))
        : EnqueueAsync(append.Chain, () => Append(append));

    public Task DeleteAsync(string streamId) => EnqueueAsync(chain: null, history.Delete);

    public Task<IReadOnlyList<LogRecord>> ReadAsync(string streamId, long afterSeq, int limit, CancellationToken cancellation = default) => QueryAsync(() =>
    {
        var page = new List<LogRecord>();
        for (var seq = afterSeq + 1; seq <= history.Head && page.Count < limit; seq++)
        {
            if (!history.IsThinned(seq))
                page.Add(history.At(seq));
        }

        if (fault == StoreFault.HoleInPage && page.Count > 1 && limit > 1)
            page.RemoveAt(0);
        return page;
    });

    public Task<IReadOnlyList<StreamEvent>> ReadBackAsync(string streamId, EventName name, long beforeSeq, int limit, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<ReportMark>> ReadReportsBackAsync(
        string streamId, long upToSeq, DateTimeOffset since, int least, int most, CancellationToken cancellation = default) => QueryAsync(() =>
        history.Records.Take((int)upToSeq).Where(record => record.ReportId is not null).Reverse()
            .Where((record, index) => index < least || record.Event.At >= since).Take(most).Select(record => new ReportMark(record.ReportId!, record.Event.At)).ToList());

    /// <summary>The items with these keys, as of the last append.</summary>
    public Task<IReadOnlyList<Item>> FindItemsAsync(IReadOnlyCollection<string> keys) => QueryAsync(() =>
    {
        var found = new Dictionary<string, Item>();
        foreach (var record in history.Records.Where(record => record.Event.Event is EventName.ItemAdded or EventName.ItemUpdated))
        {
            var item = ContractJson.FromText<Item>(record.Event.Payload);
            if (keys.Contains(item.Key))
                found[item.Key] = item;
        }

        return found.Values.ToList();
    });

    private Task EnqueueAsync(AppendChain? chain, Action apply)
    {
        var (before, done) = (_tail, new TaskCompletionSource());
        _tail = done.Task;
        actor.Start(async () =>
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await world.LatencyAsync();
            try
            {
                if (world.Fault(3))
                    throw new LogUnavailableException("Failed before the commit.");
                apply();
                if (world.Fault(3))
                    throw new LogUnavailableException("The reply to the commit was lost.");
            }
            catch (Exception failure) when (failure is not InvariantException)
            {
                chain?.Break();
                done.SetException(failure);
                return;
            }

            done.SetResult();
        });
        return done.Task;
    }

    private void Append(LogAppend append)
    {
        if (fault != StoreFault.NoFence && (append.Chain?.IsBroken == true || history.IsDeleted || append.Records[0].Seq != history.Head + 1))
            throw new LogConflictException(append.StreamId, append.Records[0].Seq);
        if (fault == StoreFault.LostCommit && world.Fault(3))
            return;
        history.Append(append.Records);
    }

    private async Task<IReadOnlyList<T>> QueryAsync<T>(Func<List<T>> query)
    {
        await world.LatencyAsync();
        if (world.Fault(2))
            throw new LogUnavailableException("The log cannot be read.");
        return history.IsDeleted ? [] : query();
    }
}
