namespace Streams.Silo.Health;

/// <summary>
/// Whether the process is about to stop. From then on it reports that it is not ready, so that it gets no new clients, while it still serves the existing ones.
/// Thread-safe.
/// </summary>
internal sealed class Drain : IReadiness
{
    private int _begun;

    /// <inheritdoc/>
    public string Name => "process";

    public bool HasBegun => Volatile.Read(ref _begun) != 0;

    /// <returns>False if it had already begun.</returns>
    public bool Begin() => Interlocked.Exchange(ref _begun, 1) == 0;

    /// <inheritdoc/>
    public Task<string?> CheckAsync(CancellationToken cancellation) => Task.FromResult(HasBegun ? "stopping" : null);
}
