using Streams.Contract;

namespace Streams.Simulation.Tests;

/// <summary>One thread, one clock and one source of randomness: a seed determines everything that happens.</summary>
internal sealed class World(int seed)
{
    private const int MaxTurns = 2_000_000;

    private readonly List<Actor> _ready = [];
    private readonly Random _random = new(seed);
    private Exception? _failure;

    public SimulatedClock Clock { get; } = new();

    /// <summary>Whether faults happen.</summary>
    public bool Faulty { get; set; } = true;

    public int Next(int below) => _random.Next(below);

    public bool Chance(int percent) => _random.Next(100) < percent;

    /// <summary>Whether a fault happens now.</summary>
    public bool Fault(int percent) => Faulty && Chance(percent);

    /// <summary>The time that a message or a disk takes: mostly short; under faults, sometimes seconds.</summary>
    public Task LatencyAsync() => Clock.DelayAsync(TimeSpan.FromMicroseconds(Fault(2) ? Next(4_000_000) : 100 + Next(5_000)));

    public void Ready(Actor actor) => _ready.Add(actor);

    public void Fail(Exception failure) => _failure ??= failure;

    /// <summary>Runs turns in a random order of actors until <paramref name="done"/>. The clock advances only when no turn is ready.</summary>
    public void RunUntil(Func<bool> done, Func<string> describe, TimeSpan limit)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var end = Clock.Elapsed + limit;
            for (var turns = 0; !done(); turns++)
            {
                if (turns > MaxTurns || Clock.Elapsed > end || !Step())
                    throw new InvalidOperationException($"Somebody waits forever, after {turns} turns, at {Clock.Elapsed}: {describe()}");
                if (_failure is not null)
                    throw new InvalidOperationException($"At {Clock.Elapsed}: {_failure.Message}", _failure);
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>A call over the network: the request or the reply can be late or lost.</summary>
    public async Task<Outcome<T>> CallAsync<T>(Func<SimulatedGrain> find, Func<SimulatedGrain, Task<Outcome<T>>> call, TimeSpan limit)
    {
        var reply = new TaskCompletionSource<Outcome<T>>();
        await LatencyAsync();
        if (!Fault(2))
        {
            var grain = find();
            grain.Actor.Start(async () =>
            {
                // A grain answers within bounded time, whatever the log does.
                var began = Clock.Elapsed;
                var answer = await call(grain);
                if (Clock.Elapsed - began > TimeSpan.FromSeconds(60))
                    throw new InvalidOperationException($"A call took {Clock.Elapsed - began}.");
                await LatencyAsync();
                if (!Fault(2))
                    reply.TrySetResult(answer);
            });
        }

        try
        {
            return await reply.Task.WaitAsync(limit, Clock);
        }
        catch (TimeoutException)
        {
            return Refusal.StreamUnreachable();
        }
    }

    private bool Step()
    {
        if (_ready.Count == 0)
            return Clock.Advance();
        var index = Next(_ready.Count);
        var actor = _ready[index];
        if (actor.HasTurns)
            actor.RunTurn();
        if (!actor.HasTurns)
        {
            // A turn may have made others ready, at the end of the list: the index still holds.
            _ready[index] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
        }

        return true;
    }
}
