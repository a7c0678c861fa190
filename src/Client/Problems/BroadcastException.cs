namespace Streams.Client;

/// <summary>A report that was not acknowledged. Broadcast again under the same <see cref="ReportId"/>, it cannot count twice.</summary>
public sealed class BroadcastException : StreamsException
{
    /// <summary>With the problem and the report's id.</summary>
    public BroadcastException(Problem problem, string reportId, Exception? innerException = null)
        : base(problem, innerException) => ReportId = reportId;

    /// <summary>The report's id.</summary>
    public string ReportId { get; }

    internal static BroadcastException DeadlineExceeded(string reportId) => new(
        Problem.Own(
            ProblemCodes.DeadlineExceeded, "No acknowledgement in time",
            "The report was not acknowledged before its deadline; it may have been recorded.", retryable: true),
        reportId);

    internal static BroadcastException QueueFull(string reportId) => new(
        Problem.Own(
            ProblemCodes.QueueFull, "Too many reports wait", "More reports wait than the broadcaster keeps; this one was not taken.", retryable: true),
        reportId);

    internal static BroadcastException NotSerializable(string reportId, Exception cause) => new(
        Problem.Own(ProblemCodes.NotSerializable, "Not serializable", "The report cannot be written as JSON.", retryable: false), reportId, cause);

    internal static BroadcastException Disposed(string reportId) => new(
        Problem.Own(ProblemCodes.Disposed, "Disposed", "The broadcaster was disposed of; this report was not taken.", retryable: false), reportId);
}
