namespace Streams.Api.Live;

public sealed partial class StreamsHub
{
    [LoggerMessage(3200, LogLevel.Error, "{Method} failed for stream {StreamId}", EventName = "HubMethodFailed")]
    private partial void LogFailed(Exception failure, string method, string streamId);
}
