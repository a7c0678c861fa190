using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Relay;

/// <summary>The truth as this host sees it. Thread-safe. What cannot be reached is a refusal with <see cref="RefusalCode.Unavailable"/>, not an exception.</summary>
public interface IStreamSource
{
    /// <summary>Has the stream send this host its news, for <see cref="WatchLease.Duration"/>, and says how it stands.</summary>
    Task<Outcome<Snapshot>> WatchAsync(string streamId);

    /// <summary>Extends the lease and says where the stream is.</summary>
    Task<Outcome<Position>> RenewAsync(string streamId);

    /// <summary>Ends the lease; where that fails, it runs out by itself.</summary>
    Task UnwatchAsync(string streamId);

    /// <summary>The events after <paramref name="afterSeq"/>, oldest first, at most <paramref name="limit"/>.</summary>
    Task<Outcome<EventPage>> ReadAsync(string streamId, long afterSeq, int limit);
}
