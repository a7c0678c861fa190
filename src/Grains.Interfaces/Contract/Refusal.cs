using System.Collections.Immutable;

namespace Streams.Contract;

/// <summary>The reason why a request is refused: a code, a sentence for people and, for validation, the errors by path.</summary>
/// <param name="Code">The code; <see cref="RefusalCodes"/> maps it to an HTTP status and to whether to retry.</param>
/// <param name="Detail">A sentence for the caller, without internal names.</param>
/// <param name="Errors">For <see cref="RefusalCode.ValidationFailed"/>: messages by path, such as <c>reports[3].completed</c>.</param>
[GenerateSerializer, Immutable]
public sealed record Refusal(RefusalCode Code, string Detail, ImmutableSortedDictionary<string, ImmutableArray<string>>? Errors = null)
{
    /// <summary>There is no such stream.</summary>
    internal static Refusal StreamNotFound(string streamId) => new(RefusalCode.StreamNotFound, $"There is no stream '{streamId}'.");

    /// <summary>There is no such agent on the stream.</summary>
    internal static Refusal AgentNotFound(string agentId) => new(RefusalCode.AgentNotFound, $"There is no agent '{agentId}' on this stream.");

    /// <summary>The storage or the cluster is unreachable.</summary>
    internal static Refusal Unavailable(string detail) => new(RefusalCode.Unavailable, detail);

    /// <summary>The storage cannot be read or written.</summary>
    internal static Refusal StorageUnavailable() => Unavailable("The storage is unavailable; try again.");

    /// <summary>Another activation of the stream's grain has written to the log.</summary>
    internal static Refusal StreamMoved() => Unavailable("The stream was taken over; try again.");

    /// <summary>The stream's grain did not answer.</summary>
    internal static Refusal StreamUnreachable() => Unavailable("The stream cannot be reached now.");
}

/// <summary>The reason why a request is refused.</summary>
public enum RefusalCode
{
    /// <summary>The body is not JSON.</summary>
    MalformedJson,

    /// <summary>The body is JSON but not valid.</summary>
    ValidationFailed,

    /// <summary>The caller is not authenticated.</summary>
    Unauthorized,

    /// <summary>The caller is not allowed to do this.</summary>
    Forbidden,

    /// <summary>There is no such stream.</summary>
    StreamNotFound,

    /// <summary>There is no such agent.</summary>
    AgentNotFound,

    /// <summary>There is no resource at this address.</summary>
    NotFound,

    /// <summary>The agent is already running.</summary>
    AgentAlreadyRunning,

    /// <summary>The request conflicts with the current state.</summary>
    Conflict,

    /// <summary>The body is over 1 MiB.</summary>
    BodyTooLarge,

    /// <summary>Too many requests; retry later.</summary>
    RateLimited,

    /// <summary>The storage or the cluster is unreachable; retry later.</summary>
    Unavailable,

    /// <summary>The body is of a media type or has a content encoding that is not supported.</summary>
    UnsupportedMediaType,
}

/// <summary>The one table that maps codes to HTTP, hub and logs.</summary>
internal static class RefusalCodes
{
    /// <summary>The HTTP status of a code.</summary>
    public static int Status(this RefusalCode code) => code switch
    {
        RefusalCode.MalformedJson => 400,
        RefusalCode.ValidationFailed => 422,
        RefusalCode.Unauthorized => 401,
        RefusalCode.Forbidden => 403,
        RefusalCode.StreamNotFound or RefusalCode.AgentNotFound or RefusalCode.NotFound => 404,
        RefusalCode.AgentAlreadyRunning or RefusalCode.Conflict => 409,
        RefusalCode.BodyTooLarge => 413,
        RefusalCode.UnsupportedMediaType => 415,
        RefusalCode.RateLimited => 429,
        RefusalCode.Unavailable => 503,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };

    /// <summary>Whether the same request can succeed later.</summary>
    public static bool Retryable(this RefusalCode code) => code is RefusalCode.RateLimited or RefusalCode.Unavailable;

    /// <summary>A short title for people.</summary>
    public static string Title(this RefusalCode code) => code switch
    {
        RefusalCode.MalformedJson => "The body is not valid JSON",
        RefusalCode.ValidationFailed => "The request is not valid",
        RefusalCode.Unauthorized => "Authentication is needed",
        RefusalCode.Forbidden => "Not allowed",
        RefusalCode.StreamNotFound => "Stream not found",
        RefusalCode.AgentNotFound => "Agent not found",
        RefusalCode.NotFound => "Not found",
        RefusalCode.AgentAlreadyRunning => "The agent is running already",
        RefusalCode.Conflict => "Conflict",
        RefusalCode.BodyTooLarge => "The body is too large",
        RefusalCode.UnsupportedMediaType => "The body is of a type that is not supported",
        RefusalCode.RateLimited => "Too many requests",
        RefusalCode.Unavailable => "Temporarily unavailable",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };
}
