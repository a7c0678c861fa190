namespace Streams.Tests;

/// <summary>One event of the log.</summary>
internal sealed record Logged(long Seq, string Event, string Payload, string? ReportId);
