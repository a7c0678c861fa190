namespace Streams.Api.Live;

internal sealed partial class StreamsHub
{
    [LoggerMessage(3200, LogLevel.Error, "{Method} failed for stream {StreamId}", EventName = "HubMethodFailed")]
    private partial void LogFailed(Exception failure, string method, string streamId);

    [LoggerMessage(3201, LogLevel.Warning, "{Method} for stream {StreamId}: storage or cluster cannot be reached", EventName = "HubMethodUnavailable")]
    private partial void LogUnavailable(Exception failure, string method, string streamId);
}
