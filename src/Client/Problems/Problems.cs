namespace Streams.Client;

/// <summary>Problems with this client's own codes, which appear only in <see cref="ProblemDocument.Type"/>.</summary>
internal static class Problems
{
    private const string Kind = "urn:streams:problem:";

    /// <summary>A problem that this client reports itself.</summary>
    /// <param name="code">One of <see cref="ProblemCodes"/>.</param>
    /// <param name="title">The kind of problem, for people.</param>
    /// <param name="detail">What is wrong this time, for people.</param>
    /// <param name="retryable">Whether the same request can succeed later.</param>
    /// <param name="status">The HTTP status of the answer; 0 without an answer.</param>
    public static ProblemDocument Own(string code, string title, string detail, bool retryable, int status = 0) =>
        new(Kind + code, title, status, detail, UnknownTerms.RefusalCode, retryable, Errors: null);

    /// <summary>A request that got no answer.</summary>
    public static ProblemDocument Unreachable(string detail, bool retryable = true) => Own(ProblemCodes.Unreachable, "Unreachable", detail, retryable);

    /// <summary>The code as text, even if only a newer server knows it.</summary>
    public static string CodeOf(ProblemDocument problem) =>
        Enum.IsDefined(problem.Code) ? Terms.Of(problem.Code)
        : problem.Type.StartsWith(Kind, StringComparison.Ordinal) ? problem.Type[Kind.Length..]
        : problem.Type;
}
