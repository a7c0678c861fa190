namespace Streams.Grains.Streams;

/// <summary>
/// Lets a few grains of a silo write their state at a time, as many as its database takes well: SQLite blocks a thread for each write, and a thousand grains that write
/// at once (a shutdown) would starve the thread pool. Waiting is bounded by the number of activations.
/// </summary>
/// <param name="turns">How many at a time, from 1.</param>
public sealed class SnapshotGate(int turns) : IDisposable
{
    /// <summary>For SQLite, where one writes and one gets ready.</summary>
    public const int SqliteTurns = 2;

    /// <summary>For PostgreSQL: some fewer than the pool has connections, so that reading goes on.</summary>
    public const int PostgresTurns = 12;

    private readonly SemaphoreSlim _turns = new(turns, turns);

    /// <summary>Waits for a turn; disposing what is returned ends it.</summary>
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
