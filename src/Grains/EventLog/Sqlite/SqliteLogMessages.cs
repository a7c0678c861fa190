using Microsoft.Extensions.Logging;

namespace Streams.Grains.EventLog.Sqlite;

/// <summary>What the SQLite log logs.</summary>
internal static partial class SqliteLogMessages
{
    [LoggerMessage(400, LogLevel.Information, "Data files brought up to date with {Script}", EventName = "LogMigrated")]
    public static partial void Migrated(ILogger logger, string script);

    [LoggerMessage(401, LogLevel.Error, "{Appends} appends could not be committed; their reports are refused", EventName = "LogCommitFailed")]
    public static partial void CommitFailed(ILogger logger, int appends, Exception exception);

    [LoggerMessage(402, LogLevel.Error, "The log cannot be opened for writing; the next append tries again", EventName = "LogOpenFailed")]
    public static partial void OpenFailed(ILogger logger, Exception exception);
}
