namespace Streams.Api.Relay;

internal sealed partial class OrleansEventFeed
{
    [LoggerMessage(3110, LogLevel.Information, "Host {HostId} is subscribed to its news", EventName = "FeedSubscribed")]
    private partial void LogSubscribed(string hostId);

    [LoggerMessage(3111, LogLevel.Warning, "Host {HostId} could not subscribe to its news; retrying in {Retry}", EventName = "FeedFailed")]
    private partial void LogFailed(Exception failure, string hostId, TimeSpan retry);

    [LoggerMessage(3112, LogLevel.Warning, "Host {HostId} lost the subscription to its news; subscribing again", EventName = "FeedBroken")]
    private partial void LogBroken(Exception failure, string hostId);

    [LoggerMessage(3113, LogLevel.Debug, "The subscription of host {HostId} could not be ended", EventName = "FeedNotLeft")]
    private partial void LogUnsubscribeFailed(Exception failure, string hostId);
}
