using Microsoft.Extensions.Logging;

namespace Streams.Client;

internal sealed partial class ReportDelivery
{
    [LoggerMessage(9001, LogLevel.Debug, "Stream {StreamId}: {Count} reports acknowledged, {Accepted} new and {Duplicates} known, now at {Seq}",
        EventName = "ReportsAcknowledged")]
    private partial void LogAcknowledged(string streamId, int count, int accepted, int duplicates, long seq);

    [LoggerMessage(9002, LogLevel.Warning, "Stream {StreamId}: {Count} reports not acknowledged: {Why} Retrying in {Delay}", EventName = "ReportsRetried")]
    private partial void LogRetry(string streamId, int count, string why, TimeSpan delay);

    [LoggerMessage(9003, LogLevel.Warning, "Stream {StreamId}: reports refused, {Code}: {Detail}", EventName = "ReportsRefused")]
    private partial void LogRefused(string streamId, string code, string detail);
}
