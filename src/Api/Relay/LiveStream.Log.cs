using Streams.Contract;

namespace Streams.Api.Relay;

internal sealed partial class LiveStream
{
    [LoggerMessage(3120, LogLevel.Warning, "Stream {StreamId} at {Position}: {Step} failed: {Detail}; retrying in {Retry}", EventName = "RepairFailed")]
    private partial void LogRepairFailed(string streamId, Position? position, string step, string detail, TimeSpan retry);

    [LoggerMessage(3121, LogLevel.Information, "Stream {StreamId} at {Position}: reloaded, was at {Before}", EventName = "StreamReloaded")]
    private partial void LogReloaded(string streamId, Position position, Position before);

    [LoggerMessage(3122, LogLevel.Error, "Stream {StreamId}: event {Seq} cannot be applied to the view", EventName = "PayloadUnreadable")]
    private partial void LogUnreadable(Exception failure, string streamId, long seq);

    [LoggerMessage(3123, LogLevel.Error, "Stream {StreamId}: the step {Step} failed unexpectedly", EventName = "StepFailed")]
    private partial void LogStepFailed(Exception failure, string streamId, string step);
}
