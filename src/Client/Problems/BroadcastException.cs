namespace Streams.Client;

/// <summary>A report was not acknowledged. Sending it again under the same <see cref="ReportId"/> cannot count it twice.</summary>
public sealed class BroadcastException : StreamsException
{
    /// <summary>Makes the problem's detail the message.</summary>
    public BroadcastException(ProblemDocument problem, string reportId, Exception? innerException = null)
        : base(problem, innerException) => ReportId = reportId;

    /// <summary>The report's id.</summary>
    public string ReportId { get; }

    internal static BroadcastException DeadlineExceeded(string reportId) => new(
        Problems.Own(
            ProblemCodes.DeadlineExceeded, "No acknowledgement in time",
            "The report was not acknowledged before its deadline; it may have been recorded.", retryable: true),
        reportId);

    internal static BroadcastException QueueFull(string reportId) => new(
        Problems.Own(
            ProblemCodes.QueueFull, "Too many pending reports", "Too many reports are pending; this one was not accepted.", retryable: true),
        reportId);

    internal static BroadcastException NotSerializable(string reportId, Exception cause) => new(
        Problems.Own(ProblemCodes.NotSerializable, "Not serializable", "The report cannot be written as JSON.", retryable: false), reportId, cause);

    internal static BroadcastException Disposed(string reportId) => new(
        Problems.Own(ProblemCodes.Disposed, "Disposed", "The broadcaster is disposed; this report was not accepted.", retryable: false), reportId);
}
