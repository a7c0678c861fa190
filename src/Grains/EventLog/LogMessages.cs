using Microsoft.Extensions.Logging;

namespace Streams.Grains.EventLog;

internal static partial class LogMessages
{
    [LoggerMessage(400, LogLevel.Information, "Applied migration {Script}", EventName = "LogMigrated")]
    public static partial void Migrated(ILogger logger, string script);

    [LoggerMessage(401, LogLevel.Error, "Could not commit {Appends} appends; their reports are refused", EventName = "LogCommitFailed")]
    public static partial void CommitFailed(ILogger logger, int appends, Exception exception);

    [LoggerMessage(402, LogLevel.Error, "A batch of {Appends} appends failed unexpectedly; their reports are refused, and the writer continues", EventName = "LogBatchFailed")]
    public static partial void BatchFailed(ILogger logger, int appends, Exception exception);

    [LoggerMessage(403, LogLevel.Warning, "Another process appended to a stream of this batch; retrying the batch (attempt {Attempt} failed)", EventName = "LogCommitRepeated")]
    public static partial void CommitRepeated(ILogger logger, int attempt, Exception exception);

    [LoggerMessage(404, LogLevel.Critical, "The log's writer has ended; nothing can be appended until the process restarts", EventName = "LogWriterEnded")]
    public static partial void WriterEnded(ILogger logger, Exception exception);
}
