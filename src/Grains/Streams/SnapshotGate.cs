namespace Streams.Grains.Streams;

/// <summary>
/// Limits how many grains of a silo write their state at the same time. SQLite blocks a thread for each write, and a thousand grains that write at once (at shutdown)
/// would starve the thread pool. The number of activations bounds the number of waiters. Thread-safe.
/// </summary>
/// <param name="turns">The number of concurrent writes, from 1.</param>
internal sealed class SnapshotGate(int turns) : IDisposable
{
    /// <summary>For SQLite: one grain writes while the next one prepares.</summary>
    public const int SqliteTurns = 2;

    /// <summary>For PostgreSQL: fewer than the connections in the pool, so that reads can proceed.</summary>
    public const int PostgresTurns = 12;

    private readonly SemaphoreSlim _turns = new(turns, turns);

    /// <summary>Waits for a turn. Dispose the result to end it.</summary>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation);
        return new Turn(_turns);
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }
}
