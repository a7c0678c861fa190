using Streams.Contract;

namespace Streams.Api.Relay;

public sealed partial class LiveStream
{
    [LoggerMessage(3120, LogLevel.Warning, "Stream {StreamId}: {Step} failed: {Detail}; again in {Retry}", EventName = "RepairFailed")]
    private partial void LogRepairFailed(string streamId, string step, string detail, TimeSpan retry);

    [LoggerMessage(3121, LogLevel.Information, "Stream {StreamId}: loaded anew, {Before} became {After}", EventName = "StreamReloaded")]
    private partial void LogReloaded(string streamId, Position before, Position after);

    [LoggerMessage(3122, LogLevel.Error, "Stream {StreamId}: the payload of event {Seq} cannot be read", EventName = "PayloadUnreadable")]
    private partial void LogUnreadable(Exception failure, string streamId, long seq);
}
