namespace Streams.Client;

/// <summary>The server's confirmation that a report is durable.</summary>
/// <param name="Outcome">Whether the report was new to the server.</param>
/// <param name="Position">The stream's position after the report.</param>
/// <param name="ReportId">The report's id.</param>
public sealed record BroadcastAck(BroadcastOutcome Outcome, Position Position, string ReportId);

/// <summary>Whether a report was new to the server.</summary>
public enum BroadcastOutcome
{
    /// <summary>The report, or another one of its batch, was new: the server counts by batch.</summary>
    Accepted,

    /// <summary>The server already had the report, from an earlier attempt whose answer was lost.</summary>
    Duplicate,
}
