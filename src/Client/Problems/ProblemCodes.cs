namespace Streams.Client;

/// <summary>The codes of failures that this client reports itself, with status 0 or the status of a gateway. The server's codes are those of <see cref="RefusalCode"/>.</summary>
public static class ProblemCodes
{
    /// <summary>No answer, or one that is not from a Streams server. The request may have been carried out.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>Retryable: the report was not acknowledged before its deadline. It may have been recorded.</summary>
    public const string DeadlineExceeded = "deadline_exceeded";

    /// <summary>Retryable: the broadcaster already holds as many reports as it may; this one was not accepted.</summary>
    public const string QueueFull = "queue_full";

    /// <summary>The report cannot be written as JSON.</summary>
    public const string NotSerializable = "not_serializable";

    /// <summary>The broadcaster is disposed; the report was not accepted.</summary>
    public const string Disposed = "disposed";
}
