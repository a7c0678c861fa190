using Microsoft.Extensions.Logging;

namespace Streams.Client;

internal sealed partial class StreamWatch
{
    [LoggerMessage(9011, LogLevel.Information, "The watch of stream {StreamId} was interrupted: {Reason} Reconnecting in {Delay}", EventName = "WatchCut")]
    private partial void LogInterrupted(string streamId, string reason, TimeSpan delay);
}
