namespace Streams.Bench.Relay;

/// <param name="Api">The API's assembly.</param>
/// <param name="Watchers">Connections that watch, all streams together.</param>
/// <param name="Streams">The numbers of streams to measure, one after the other.</param>
/// <param name="Rates">The events/s to measure, all streams together, one after the other.</param>
/// <param name="Seconds">Length of each run, after its warm-up.</param>
/// <param name="ActivityEvery">Every Nth report is an activity; the others are progress.</param>
/// <param name="Postgres">The database that stores the data, or null for SQLite.</param>
internal sealed record RelaySettings(string Api, int Watchers, int[] Streams, int[] Rates, int Seconds, int ActivityEvery, string? Postgres);
