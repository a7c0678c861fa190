namespace Streams.Silo.Health;

/// <summary>Checks one thing that serving requests depends on, such as the storage or the cluster. All registered checks must pass.</summary>
public interface IReadiness
{
    /// <summary>The name in the reply, such as <c>storage</c>.</summary>
    string Name { get; }

    /// <summary>Runs the check until <paramref name="cancellation"/>.</summary>
    /// <returns>Null if the check passes; otherwise a short, public reason.</returns>
    Task<string?> CheckAsync(CancellationToken cancellation);
}
