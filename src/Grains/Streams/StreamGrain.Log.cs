using Microsoft.Extensions.Logging;

namespace Streams.Grains.Streams;

internal sealed partial class StreamGrain
{
    [LoggerMessage(100, LogLevel.Warning, "Stream {StreamId} could not be loaded; its snapshot ends at event {Seq}. Every call and every tick tries again", EventName = "StreamLoadFailed")]
    private partial void LogLoadFailed(string streamId, long seq, Exception exception);

    [LoggerMessage(101, LogLevel.Warning, "Stream {StreamId} could not append events up to {Seq}; it reloads its state from the log", EventName = "StreamAppendFailed")]
    private partial void LogAppendFailed(string streamId, long seq, Exception exception);

    [LoggerMessage(102, LogLevel.Warning, "Stream {StreamId} could not write its snapshot at event {Seq}; no data is lost", EventName = "StreamSnapshotFailed")]
    private partial void LogSnapshotFailed(string streamId, long seq, Exception exception);

    [LoggerMessage(103, LogLevel.Debug, "Stream {StreamId} is unavailable at event {Seq}: {Reason}", EventName = "StreamUnavailable")]
    private partial void LogUnavailable(string streamId, long seq, string reason);

    [LoggerMessage(104, LogLevel.Warning, "A tick of stream {StreamId} failed; the next tick tries again", EventName = "StreamTickFailed")]
    private partial void LogTickFailed(string streamId, Exception exception);
}
