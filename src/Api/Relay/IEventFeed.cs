namespace Streams.Api.Relay;

/// <summary>Where this host's news comes from. It may lose, double and reorder them: the relay notices.</summary>
public interface IEventFeed
{
    /// <summary>Begins to bring news, and goes on, through failures, until <paramref name="cancellation"/>. Returns once it has begun.</summary>
    Task StartAsync(IFeedSink sink, CancellationToken cancellation);
}
