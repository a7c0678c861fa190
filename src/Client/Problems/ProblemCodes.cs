namespace Streams.Client;

/// <summary>The codes of problems: those of the contract, and at the end those that this client states by itself, with status 0.</summary>
public static class ProblemCodes
{
    /// <summary>400: the body is not JSON.</summary>
    public const string MalformedJson = "malformed_json";

    /// <summary>422: the body is JSON, but not what is expected; <see cref="StreamsException.Errors"/> says where.</summary>
    public const string ValidationFailed = "validation_failed";

    /// <summary>401: say who you are.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>403: you may not.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>404: there is no such stream, or not any more.</summary>
    public const string StreamNotFound = "stream_not_found";

    /// <summary>404: there is no such agent on the stream.</summary>
    public const string AgentNotFound = "agent_not_found";

    /// <summary>404: there is nothing at that address.</summary>
    public const string NotFound = "not_found";

    /// <summary>409: the agent runs already.</summary>
    public const string AgentAlreadyRunning = "agent_already_running";

    /// <summary>409: it does not fit the present state.</summary>
    public const string Conflict = "conflict";

    /// <summary>413: the body is over 1 MiB.</summary>
    public const string BodyTooLarge = "body_too_large";

    /// <summary>429, retryable: too much at once.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>503, retryable: storage or cluster cannot be reached.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>No answer from the server, or one that is not its own. What was asked for may have been done.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>Retryable: no acknowledgement before the deadline. The report may have been recorded.</summary>
    public const string DeadlineExceeded = "deadline_exceeded";

    /// <summary>Retryable: more reports wait than the broadcaster keeps; this one was not taken.</summary>
    public const string QueueFull = "queue_full";

    /// <summary>The report cannot be written as JSON.</summary>
    public const string NotSerializable = "not_serializable";

    /// <summary>The broadcaster was disposed of; the report was not taken.</summary>
    public const string Disposed = "disposed";
}
