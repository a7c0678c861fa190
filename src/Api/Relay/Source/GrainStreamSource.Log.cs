namespace Streams.Api.Relay;

internal sealed partial class GrainStreamSource
{
    [LoggerMessage(3100, LogLevel.Warning, "Stream {StreamId} could not be reached", EventName = "StreamUnreachable")]
    private partial void LogFailed(Exception failure, string streamId);
}
