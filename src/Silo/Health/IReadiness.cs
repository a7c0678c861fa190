namespace Streams.Silo.Health;

/// <summary>One thing without which requests cannot be served: storage, cluster. Register as many as there are.</summary>
public interface IReadiness
{
    /// <summary>What is checked, such as <c>storage</c>.</summary>
    string Name { get; }

    /// <summary>Checks it, within the time that <paramref name="cancellation"/> leaves.</summary>
    /// <returns>Null where it is there; else in a few words why not, for everyone to read.</returns>
    Task<string?> CheckAsync(CancellationToken cancellation);
}
