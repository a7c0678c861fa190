using Microsoft.Extensions.Logging;

namespace Streams.Client;

/// <summary>Log messages.</summary>
internal sealed partial class StreamWatch
{
    [LoggerMessage(9011, LogLevel.Information, "The watch of stream {StreamId} was cut: {Reason} Opening it anew in {Delay}", EventName = "WatchCut")]
    private partial void LogCut(string streamId, string reason, TimeSpan delay);
}
