using System.Collections.Concurrent;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Tests;

/// <summary>
/// A log in memory that a test can hold, fail and write to behind a grain's back. What it promises is the contract's: in order, fenced, all or nothing.
/// </summary>
internal sealed class MemoryLog : IEventLog, IStreamQueries, IRunRegistry
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<LogRecord>> _streams = [];
    private readonly Dictionary<(string Stream, string Key), (long Seq, Item Item)> _items = [];
    private readonly ConcurrentDictionary<string, bool> _running = new();
    private TaskCompletionSource? _held;
    private int _failures;
    private Task _tail = Task.CompletedTask;

    public string Epoch => "memory";

    /// <summary>How many records were read forward: what an activation costs.</summary>
    public int RecordsRead { get; set; }

    /// <summary>How many appends were queued.</summary>
    public int Appends { get; private set; }

    /// <summary>How many streams have records.</summary>
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

    /// <summary>Lets appends wait until what is returned is disposed.</summary>
    public IDisposable Hold()
    {
        var held = _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Release(() =>
        {
            _held = null;
            held.SetResult();
        });
    }

    /// <summary>Lets the next appends fail.</summary>
    public void Fail(int appends) => _failures = appends;

    /// <summary>Waits until so many appends were queued.</summary>
    public async Task QueuedAsync(int appends)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Appends < appends)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

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

    public Task DeleteAsync(string streamId)
    {
        lock (_lock)
        {
            _streams.Remove(streamId);
            foreach (var key in _items.Keys.Where(key => key.Stream == streamId).ToArray())
                _items.Remove(key);
        }

        return Task.CompletedTask;
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

    public Task<IReadOnlyList<Item>> FindItemsAsync(string streamId, IReadOnlyCollection<string> keys, CancellationToken cancellation = default)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<Item>>([.. keys.Where(key => _items.ContainsKey((streamId, key))).Select(key => _items[(streamId, key)].Item)]);
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
            if (_failures > 0)
            {
                _failures--;
                throw new LogUnavailableException("The test lets this append fail.");
            }

            var records = _streams.GetValueOrDefault(append.StreamId) ?? [];
            if ((records.Count == 0 ? 0 : records[^1].Seq) != append.Records[0].Seq - 1)
                throw new LogConflictException(append.StreamId, append.Records[0].Seq);
            _streams[append.StreamId] = [.. records, .. append.Records];
            foreach (var (seq, item) in append.Items)
            {
                var key = (append.StreamId, item.Key);
                _items[key] = (_items.TryGetValue(key, out var known) ? known.Seq : seq, item);
            }
        }
    }

    private sealed class Release(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
