namespace Streams.Client;

/// <summary>What became of one request.</summary>
internal abstract record SendResult
{
    /// <summary>Its reports are durable.</summary>
    public sealed record Acknowledged(ReportAck Ack) : SendResult;

    /// <summary>They are not, and the same request never will be.</summary>
    public sealed record Refused(Problem Problem) : SendResult;

    /// <summary>Nobody knows, or not now; to be sent again after so long at the earliest.</summary>
    public sealed record Retry(TimeSpan After, string Why) : SendResult;
}
