namespace Streams.Bench.Common.Server;

/// <summary>Which server is started, and how.</summary>
/// <param name="Program">Its assembly.</param>
/// <param name="Connections">How many connections there are to it for reports.</param>
internal sealed record ServerOptions(string Program, int Connections)
{
    /// <summary>The connection string of the database that takes its data, or null for SQLite in its folder.</summary>
    public string? Postgres { get; init; }

    /// <summary>What an acknowledged report survives: <see cref="Durability.Full"/> or <see cref="Durability.Normal"/>.</summary>
    public string Synchronous { get; init; } = Durability.Full;

    /// <summary>Whether an API host runs grains itself; else it is a client of silos that have the same database.</summary>
    public bool HasSilo { get; init; } = true;
}
