namespace Streams.Api.Relay;

internal sealed partial class StreamRelay
{
    [LoggerMessage(3150, LogLevel.Error, "Stream {StreamId}: its news could not be applied; reading its log instead", EventName = "NewsFailed")]
    private partial void LogNewsFailed(Exception failure, string streamId);

    [LoggerMessage(3151, LogLevel.Error, "Stream {StreamId}: its lease could not be returned", EventName = "UnwatchFailed")]
    private partial void LogUnwatchFailed(Exception failure, string streamId);
}
