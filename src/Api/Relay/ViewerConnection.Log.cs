namespace Streams.Api.Relay;

internal sealed partial class ViewerConnection
{
    [LoggerMessage(3160, LogLevel.Error, "A viewer's connection ends: sending stream {StreamId} failed unexpectedly", EventName = "PumpFailed")]
    private partial void LogPumpFailed(Exception failure, string streamId);
}
