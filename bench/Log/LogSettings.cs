namespace Streams.Bench.Log;

/// <param name="Seconds">Length of each run, after its warm-up.</param>
/// <param name="Folder">Where to create the temporary data folder, or null for the system's temporary folder.</param>
/// <param name="Postgres">The database to measure instead of SQLite, or null.</param>
internal sealed record LogSettings(int Seconds, string? Folder, string? Postgres);
