namespace Streams.Bench.Relay;

/// <summary>What to measure, and how hard.</summary>
/// <param name="Api">The server's assembly.</param>
/// <param name="Watchers">How many connections watch, all streams together.</param>
/// <param name="Streams">The numbers of streams that they are spread over, one after the other.</param>
/// <param name="Rates">The events a second that are reported, all streams together, one after the other.</param>
/// <param name="Seconds">The length of each run, after its warm-up.</param>
/// <param name="ActivityEvery">Which report is an activity; the others are progress.</param>
/// <param name="Postgres">The database that takes the data, or null for SQLite.</param>
internal sealed record Settings(string Api, int Watchers, int[] Streams, int[] Rates, int Seconds, int ActivityEvery, string? Postgres);
