namespace Streams.Silo.Health;

/// <summary>
/// Whether the process is about to stop: from then on it says that it is not ready, so that nobody new is sent to it, while those it has are served on.
/// Thread-safe.
/// </summary>
internal sealed class Drain : IReadiness
{
    private int _begun;

    /// <inheritdoc/>
    public string Name => "process";

    /// <summary>Whether it has begun.</summary>
    public bool HasBegun => Volatile.Read(ref _begun) != 0;

    /// <summary>Begins it.</summary>
    /// <returns>False where it had begun before.</returns>
    public bool Begin() => Interlocked.Exchange(ref _begun, 1) == 0;

    /// <inheritdoc/>
    public Task<string?> CheckAsync(CancellationToken cancellation) => Task.FromResult(HasBegun ? "stopping" : null);
}
