namespace Streams.Client;

/// <summary>Something was not done; <see cref="Problem"/> says why.</summary>
public class StreamsException : Exception
{
    /// <summary>With the problem document; its detail becomes the message.</summary>
    public StreamsException(Problem problem, Exception? innerException = null)
        : base(problem.Detail, innerException) => Problem = problem;

    /// <summary>What went wrong.</summary>
    public Problem Problem { get; }

    /// <summary>What went wrong, for programs: one of <see cref="ProblemCodes"/>, or a code of a newer server.</summary>
    public string Code => Problem.Code;

    /// <summary>The HTTP status; 0 where there was no answer.</summary>
    public int Status => Problem.Status;

    /// <summary>Whether the same request can succeed later.</summary>
    public bool Retryable => Problem.Retryable;

    /// <summary>What went wrong, for people.</summary>
    public string Detail => Problem.Detail;

    /// <summary>For <c>validation_failed</c>: messages by path, such as <c>target_metrics.companies_to_find</c>; else empty.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors => Problem.Errors ?? NoErrors;

    private static readonly Dictionary<string, IReadOnlyList<string>> NoErrors = [];
}
