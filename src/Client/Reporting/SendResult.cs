namespace Streams.Client;

/// <summary>The result of one request that sent reports.</summary>
internal abstract record SendResult
{
    /// <summary>The reports are durable.</summary>
    public sealed record Acknowledged(ReportAck Ack) : SendResult;

    /// <summary>The server refuses the reports, and would refuse them again.</summary>
    public sealed record Refused(ProblemDocument Problem) : SendResult;

    /// <summary>The reports may or may not have been recorded; send them again, after <paramref name="After"/> at the earliest.</summary>
    public sealed record Retry(TimeSpan After, string Why) : SendResult;
}
