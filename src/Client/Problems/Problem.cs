namespace Streams.Client;

/// <summary>Why something was not done: a problem document (RFC 9457) with the contract's additions.</summary>
/// <param name="Code">A code of <see cref="ProblemCodes"/>, or of a newer server.</param>
/// <param name="Detail">What is wrong this time, for people.</param>
/// <param name="Retryable">Whether the same request can succeed later.</param>
/// <param name="Status">The HTTP status; 0 where there was no answer.</param>
/// <param name="Title">The kind of problem, for people.</param>
/// <param name="Type">The kind of problem, as a URI.</param>
/// <param name="Errors">For <c>validation_failed</c>: messages by path, such as <c>reports[3].completed</c>.</param>
public sealed record Problem(
    string Code,
    string Detail,
    bool Retryable,
    int Status = 0,
    string Title = "",
    string Type = "about:blank",
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors = null)
{
    /// <summary>A problem that this client states by itself.</summary>
    internal static Problem Own(string code, string title, string detail, bool retryable) =>
        new(code, detail, retryable, 0, title, $"urn:streams:problem:{code}");
}
