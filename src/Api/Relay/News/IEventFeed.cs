namespace Streams.Api.Relay;

/// <summary>Delivers news to this host. It may lose, duplicate or reorder news; the relay detects that.</summary>
internal interface IEventFeed
{
    /// <summary>Starts the delivery, and continues despite failures until <paramref name="cancellation"/>. Completes once started.</summary>
    Task StartAsync(IFeedSink sink, CancellationToken cancellation);

    /// <summary>Requests a check of the connection that news arrives on. Does nothing if there is none. Thread-safe.</summary>
    void Check()
    {
    }

    /// <summary>Completes once the feed is closed, after the token of <see cref="StartAsync"/> is cancelled.</summary>
    Task EndAsync() => Task.CompletedTask;
}
