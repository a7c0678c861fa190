namespace Streams.Bench.Page;

/// <param name="Url">A running server with the dashboard.</param>
/// <param name="Rate">Updates/s.</param>
/// <param name="Seconds">Length of the run; a row is printed every 10 s.</param>
internal sealed record PageSettings(Uri Url, int Rate, int Seconds);
