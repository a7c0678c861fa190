using System.Collections.Concurrent;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Tests;

/// <summary>
/// An in-memory log that a test can pause, make fail and write to behind a grain's back. It keeps the contract: in order, fenced, all or nothing.
/// </summary>
internal sealed class MemoryLog : IEventLog, IStreamQueries, IRunRegistry
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<LogRecord>> _streams = [];
    private readonly Dictionary<(string Stream, string Key), (long Seq, Item Item)> _items = [];
    private readonly ConcurrentDictionary<string, bool> _running = new();
    private TaskCompletionSource? _held;
    private readonly Queue<(When When, Exception Exception)> _failures = [];
    private TaskCompletionSource? _heldLookups;
    private Task _tail = Task.CompletedTask;

    public string Epoch => "memory";

    private enum When
    {
        BeforeCommit,
        AfterCommit,
    }

    /// <summary>The number of records that were read forward: the cost of an activation.</summary>
    public int RecordsRead { get; set; }

    /// <summary>The number of appends that were queued.</summary>
    public int Appends { get; private set; }

    /// <summary>The number of item lookups that were started.</summary>
    public int Lookups { get; private set; }

    /// <summary>The number of streams that have records.</summary>
    public int Streams
    {
        get
        {
            lock (_lock)
                return _streams.Count;
        }
    }

    public IReadOnlyList<LogRecord> Of(string streamId)
    {
        lock (_lock)
            return [.. _streams.GetValueOrDefault(streamId) ?? []];
    }

    /// <summary>Pauses appends until the returned object is disposed.</summary>
    public IDisposable Hold()
    {
        var held = _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Release(() =>
        {
            _held = null;
            held.SetResult();
        });
    }

    /// <summary>Pauses item lookups, after they have read, until the returned object is disposed.</summary>
    public IDisposable HoldLookups()
    {
        var held = _heldLookups = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Release(() =>
        {
            _heldLookups = null;
            held.SetResult();
        });
    }

    /// <summary>Makes the next appends or deletions fail without an effect.</summary>
    public void Fail(int times, Exception? exception = null) => Fail(When.BeforeCommit, times, exception);

    /// <summary>Makes the next appends or deletions take effect and then fail, as when the storage commits and its reply is lost.</summary>
    public void LoseReply(int times = 1) => Fail(When.AfterCommit, times, exception: null);

    /// <summary>Waits until this many appends were queued.</summary>
    public Task QueuedAsync(int appends) => UntilAsync(() => Appends >= appends);

    /// <summary>Waits until this many item lookups were started.</summary>
    public Task LookedUpAsync(int lookups) => UntilAsync(() => Lookups >= lookups);

    public Task AppendAsync(LogAppend append)
    {
        lock (_lock)
        {
            Appends++;
            return _tail = AfterAsync(_tail, _held?.Task ?? Task.CompletedTask, append);
        }
    }

    public Task<IReadOnlyList<LogRecord>> ReadAsync(string streamId, long afterSeq, int limit, CancellationToken cancellation = default)
    {
        var page = Of(streamId).Where(record => record.Seq > afterSeq).Take(limit).ToArray();
        RecordsRead += page.Length;
        return Task.FromResult<IReadOnlyList<LogRecord>>(page);
    }

    public Task<IReadOnlyList<StreamEvent>> ReadBackAsync(
        string streamId, EventName name, long beforeSeq, int limit, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<StreamEvent>>(
            [.. Of(streamId).Select(record => record.Event).Where(change => change.Event == name && change.Seq < beforeSeq).Reverse().Take(limit)]);

    public Task<IReadOnlyList<ReportMark>> ReadReportsBackAsync(
        string streamId, long upToSeq, DateTimeOffset since, int least, int most, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<ReportMark>>(
            [.. Of(streamId).Where(record => record.Seq <= upToSeq && record.ReportId is not null).Reverse()
                .Where((record, index) => index < least || record.Event.At >= since).Take(most).Select(record => new ReportMark(record.ReportId!, record.Event.At))]);

    public async Task DeleteAsync(string streamId)
    {
        await Task.Yield();
        lock (_lock)
        {
            TakeFailure(When.BeforeCommit);
            _streams.Remove(streamId);
            foreach (var key in _items.Keys.Where(key => key.Stream == streamId).ToArray())
                _items.Remove(key);
            TakeFailure(When.AfterCommit);
        }
    }

    public Task<StreamPage?> ListStreamsAsync(GoalStatus? status, int limit, string? cursor, CancellationToken cancellation = default) =>
        Task.FromResult<StreamPage?>(new StreamPage([], null));

    public Task<ItemPage?> ListItemsAsync(string streamId, ItemQuery query, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            var after = long.Parse(query.Cursor ?? "0");
            var all = _items.Where(pair => pair.Key.Stream == streamId && pair.Value.Seq > after).Select(pair => pair.Value).OrderBy(item => item.Seq).ToArray();
            var page = all.Take(query.Limit).ToArray();
            return Task.FromResult<ItemPage?>(new ItemPage([.. page.Select(item => item.Item)], all.Length > page.Length ? $"{page[^1].Seq}" : null));
        }
    }

    public async Task<IReadOnlyList<Item>> FindItemsAsync(string streamId, IReadOnlyCollection<string> keys, CancellationToken cancellation = default)
    {
        IReadOnlyList<Item> found;
        Task held;
        lock (_lock)
        {
            found = [.. keys.Where(key => _items.ContainsKey((streamId, key))).Select(key => _items[(streamId, key)].Item)];
            held = _heldLookups?.Task ?? Task.CompletedTask;
            Lookups++;
        }

        await held;
        return found;
    }

    public Task<long> CountItemsAsync(string streamId, string createdBy, long afterSeq, CancellationToken cancellation = default)
    {
        lock (_lock)
            return Task.FromResult((long)_items.Count(pair => pair.Key.Stream == streamId && pair.Value.Item.CreatedBy == createdBy && pair.Value.Seq > afterSeq));
    }

    public Task AddAsync(string agentKey, CancellationToken cancellation = default)
    {
        _running[agentKey] = true;
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string agentKey, CancellationToken cancellation = default)
    {
        _running.TryRemove(agentKey, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation = default) => Task.FromResult<IReadOnlyList<string>>([.. _running.Keys]);

    private async Task AfterAsync(Task before, Task held, LogAppend append)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await held;
        await Task.Yield();
        lock (_lock)
        {
            try
            {
                Append(append);
            }
            catch
            {
                append.Chain?.Break();
                throw;
            }
        }
    }

    private void Append(LogAppend append)
    {
        TakeFailure(When.BeforeCommit);
        var records = _streams.GetValueOrDefault(append.StreamId) ?? [];
        if (append.Chain?.IsBroken == true || (records.Count == 0 ? 0 : records[^1].Seq) != append.Records[0].Seq - 1)
            throw new LogConflictException(append.StreamId, append.Records[0].Seq);
        _streams[append.StreamId] = [.. records, .. append.Records];
        foreach (var (seq, item, _) in append.Items)
        {
            var key = (append.StreamId, item.Key);
            _items[key] = (_items.TryGetValue(key, out var known) ? known.Seq : seq, item);
        }

        TakeFailure(When.AfterCommit);
    }

    private void Fail(When when, int times, Exception? exception)
    {
        lock (_lock)
        {
            for (var i = 0; i < times; i++)
                _failures.Enqueue((when, exception ?? new LogUnavailableException("The test makes this fail.")));
        }
    }

    private void TakeFailure(When when)
    {
        if (_failures.TryPeek(out var next) && next.When == when)
            throw _failures.Dequeue().Exception;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class Release(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
