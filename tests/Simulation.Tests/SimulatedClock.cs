namespace Streams.Simulation.Tests;

/// <summary>A clock that stands still until <see cref="Advance"/> moves it to the next timer. Timers that are due at the same time run in the order in which they were set.</summary>
internal sealed class SimulatedClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<(SimulatedTimer Timer, int Version), (long Due, long Order)> _timers = new();
    private long _order;

    /// <summary>The time since the start.</summary>
    public TimeSpan Elapsed { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan)
            throw new NotSupportedException("Nothing in the simulation needs a periodic timer.");
        var timer = new SimulatedTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public Task DelayAsync(TimeSpan delay)
    {
        var done = new TaskCompletionSource();
        CreateTimer(static done => ((TaskCompletionSource)done!).SetResult(), done, delay, Timeout.InfiniteTimeSpan);
        return done.Task;
    }

    /// <summary>Runs the next timer.</summary>
    /// <returns>False if there is none.</returns>
    public bool Advance()
    {
        while (_timers.TryDequeue(out var next, out var due))
        {
            if (next.Version != next.Timer.Version)
                continue;
            Elapsed = TimeSpan.FromTicks(due.Due);
            next.Timer.Run();
            return true;
        }

        return false;
    }

    private sealed class SimulatedTimer(SimulatedClock clock, Action run) : ITimer
    {
        /// <summary>Grows with each change: an entry of an older version is void.</summary>
        public int Version { get; private set; }

        public void Run()
        {
            Version++;
            run();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Version++;
            if (dueTime != Timeout.InfiniteTimeSpan)
                clock._timers.Enqueue((this, Version), ((clock.Elapsed + dueTime).Ticks, clock._order++));
            return true;
        }

        public void Dispose() => Version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
