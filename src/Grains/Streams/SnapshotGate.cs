namespace Streams.Grains.Streams;

/// <summary>
/// Lets a few grains of a silo write their state at a time: SQLite blocks a thread for each write, and a thousand grains that write at once (a shutdown) would
/// starve the thread pool. Waiting is bounded by the number of activations.
/// </summary>
public sealed class SnapshotGate : IDisposable
{
    private readonly SemaphoreSlim _turns = new(2, 2);

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
