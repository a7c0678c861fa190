namespace Streams.Api.Relay;

/// <summary>Where this host's news comes from. It may lose, double and reorder them: the relay notices.</summary>
public interface IEventFeed
{
    /// <summary>Begins to bring news, and goes on, through failures, until <paramref name="cancellation"/>. Returns once it has begun.</summary>
    Task StartAsync(IFeedSink sink, CancellationToken cancellation);

    /// <summary>Something happened that may have cost the way that news come: it is looked at, soon. Does nothing where there is nothing that could break. Thread-safe.</summary>
    void Check()
    {
    }

    /// <summary>After <see cref="StartAsync"/>'s token was cancelled: completes when nothing is left of the way that news came.</summary>
    Task EndAsync() => Task.CompletedTask;
}
