namespace Streams.Client;

/// <summary>The server's word that a report is durable.</summary>
/// <param name="Outcome">Whether the report was new to the server.</param>
/// <param name="Position">Where the stream stands with it.</param>
/// <param name="ReportId">The report's id.</param>
public sealed record BroadcastAck(BroadcastOutcome Outcome, Position Position, string ReportId);

/// <summary>Whether a report was new to the server.</summary>
public enum BroadcastOutcome
{
    /// <summary>It was; or others of its batch were, for the server counts by batch.</summary>
    Accepted,

    /// <summary>The server had it from an earlier try, whose answer was lost.</summary>
    Duplicate,
}
