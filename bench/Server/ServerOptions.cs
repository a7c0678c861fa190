namespace Streams.Bench.Server;

/// <summary>Which server to start, and how.</summary>
/// <param name="Program">Its assembly.</param>
/// <param name="Connections">The limit of connections for reports.</param>
internal sealed record ServerOptions(string Program, int Connections)
{
    /// <summary>The connection string of the database, or null for SQLite in the server's folder.</summary>
    public string? Postgres { get; init; }

    /// <summary>What an acknowledged report survives: <see cref="Durability.Full"/> or <see cref="Durability.Normal"/>.</summary>
    public string Synchronous { get; init; } = Durability.Full;

    /// <summary>Whether an API host runs grains itself; otherwise it is a client of the silos that use the same database.</summary>
    public bool HasSilo { get; init; } = true;

    /// <summary>Whether an API host with grains is one of several on the same database.</summary>
    public bool IsNode { get; init; }
}
