namespace Streams.Api.Problems;

internal sealed partial class ProblemMiddleware
{
    [LoggerMessage(3001, LogLevel.Error, "{Method} {Path} failed, reference {Reference}", EventName = "RequestFailed")]
    private partial void LogFailed(string method, string path, string reference, Exception failure);

    [LoggerMessage(3002, LogLevel.Warning, "{Method} {Path}: storage or cluster cannot be reached", EventName = "RequestUnavailable")]
    private partial void LogUnavailable(string method, string path, Exception failure);

    [LoggerMessage(3003, LogLevel.Debug, "The client of {Path} disconnected", EventName = "RequestAborted")]
    private partial void LogAborted(string path, Exception failure);
}
