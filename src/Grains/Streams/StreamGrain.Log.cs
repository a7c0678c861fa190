using Microsoft.Extensions.Logging;

namespace Streams.Grains.Streams;

/// <summary>What a stream logs.</summary>
public sealed partial class StreamGrain
{
    [LoggerMessage(100, LogLevel.Warning, "Stream {StreamId} could not be loaded beyond its snapshot at event {Seq}; every call tries again", EventName = "StreamLoadFailed")]
    private partial void LogLoadFailed(string streamId, long seq, Exception exception);

    [LoggerMessage(101, LogLevel.Warning, "Stream {StreamId} could not append up to event {Seq}; it is loaded anew", EventName = "StreamAppendFailed")]
    private partial void LogAppendFailed(string streamId, long seq, Exception exception);

    [LoggerMessage(102, LogLevel.Warning, "Stream {StreamId} could not write its snapshot at event {Seq}; nothing is lost", EventName = "StreamSnapshotFailed")]
    private partial void LogSnapshotFailed(string streamId, long seq, Exception exception);

    [LoggerMessage(103, LogLevel.Debug, "Stream {StreamId} is unavailable at event {Seq}: {Reason}", EventName = "StreamUnavailable")]
    private partial void LogUnavailable(string streamId, long seq, string reason);
}
