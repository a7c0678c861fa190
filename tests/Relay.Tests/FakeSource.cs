using System.Collections.Concurrent;
using Streams.Api.Relay;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Relay.Tests;

/// <summary>Streams in memory. Counts calls, can be down, and can block calls.</summary>
public sealed class FakeSource : IStreamSource
{
    private readonly ConcurrentDictionary<string, FakeLog> _logs = new();
    private int _watches;
    private int _unwatches;
    private int _reads;
    private int _renewals;
    private int _unwatchesBegun;

    public Signal Signal { get; } = new();

    public bool Down { get; set; }

    /// <summary>How many of the next calls of any kind throw: a bug, since a source answers with refusals.</summary>
    public int Bugs { get; set; }

    /// <summary>Changes the snapshots that watches get.</summary>
    public Func<Snapshot, Snapshot> ChangeSnapshot { get; set; } = snapshot => snapshot;

    /// <summary>Changes the position that the stream answers: during a takeover, an activation may not know the newest events of the log.</summary>
    public Func<Position, Position> ChangePosition { get; set; } = position => position;

    /// <summary>Keeps the answers of watches back until it completes.</summary>
    public Task WatchGate { get; set; } = Task.CompletedTask;

    /// <summary>Keeps the answers of renewals back until it completes.</summary>
    public Task RenewGate { get; set; } = Task.CompletedTask;

    public Task UnwatchGate { get; set; } = Task.CompletedTask;

    public int Watches => _watches;

    public int Unwatches => _unwatches;

    public int UnwatchesBegun => _unwatchesBegun;

    public int Reads => _reads;

    public int Renewals => _renewals;

    public int RenewalsAtOnce => 32;

    public FakeLog Create(string id = "s1", int activities = 0)
    {
        var log = _logs[id] = new(id);
        log.Activities(activities);
        return log;
    }

    public void Delete(string id) => _logs.TryRemove(id, out _);

    public async Task<Outcome<Snapshot>> WatchAsync(string streamId)
    {
        Count(ref _watches);
        ThrowBug();
        var answer = Answer(streamId, log => ChangeSnapshot(log.View));
        await WatchGate;
        return answer;
    }

    public async Task<Outcome<Position>> RenewAsync(string streamId)
    {
        var answer = Answer(streamId, log => ChangePosition(log.View.Position));
        Count(ref _renewals);
        ThrowBug();
        await RenewGate;
        return answer;
    }

    public async Task UnwatchAsync(string streamId)
    {
        Count(ref _unwatchesBegun);
        ThrowBug();
        await UnwatchGate;
        Count(ref _unwatches);
    }

    public async Task<Outcome<EventPage>> ReadAsync(string streamId, long afterSeq, int limit)
    {
        Count(ref _reads);
        ThrowBug();
        await Task.Yield();
        return Answer(streamId, log => new EventPage(log.Page(afterSeq, limit), ChangePosition(log.View.Position)));
    }

    private Outcome<T> Answer<T>(string streamId, Func<FakeLog, T> answer)
        where T : class
    {
        if (Down)
            return Refusal.Unavailable("down");
        return _logs.TryGetValue(streamId, out var log) ? answer(log) : Refusal.StreamNotFound(streamId);
    }

    private void ThrowBug()
    {
        if (Bugs > 0)
        {
            Bugs--;
            throw new InvalidOperationException("a bug in the source");
        }
    }

    private void Count(ref int counter)
    {
        Interlocked.Increment(ref counter);
        Signal.Changed();
    }
}
