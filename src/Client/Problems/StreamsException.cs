using System.Collections.Immutable;

namespace Streams.Client;

/// <summary>A request was refused or got no answer; <see cref="Problem"/> says why.</summary>
public class StreamsException : Exception
{
    /// <summary>Makes the problem's detail the message.</summary>
    public StreamsException(ProblemDocument problem, Exception? innerException = null)
        : base(problem.Detail, innerException) => Problem = problem;

    /// <summary>What went wrong.</summary>
    public ProblemDocument Problem { get; }

    /// <summary>What went wrong, for programs: a <see cref="RefusalCode"/> in <c>snake_case</c>, one of <see cref="ProblemCodes"/>, or a code of a newer server.</summary>
    public string Code => Problems.CodeOf(Problem);

    /// <summary>The server's code, or null if this client reports the problem itself or only a newer server knows the code.</summary>
    public RefusalCode? RefusalCode => Enum.IsDefined(Problem.Code) ? Problem.Code : null;

    /// <summary>The HTTP status; 0 without an answer.</summary>
    public int Status => Problem.Status;

    /// <summary>Whether the same request can succeed later.</summary>
    public bool Retryable => Problem.Retryable;

    /// <summary>What went wrong, for people.</summary>
    public string Detail => Problem.Detail;

    /// <summary>For <c>validation_failed</c>: messages by path, such as <c>target_metrics.companies_to_find</c>; otherwise empty.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> Errors => Problem.Errors ?? ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;
}
