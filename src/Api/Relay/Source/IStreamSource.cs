using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Relay;

/// <summary>The streams themselves, as opposed to their live copies. Thread-safe. A stream that cannot be reached is a refusal with <see cref="RefusalCode.Unavailable"/>, not an exception.</summary>
internal interface IStreamSource
{
    /// <summary>Has the stream send this host its news for <see cref="WatchLease.Duration"/>, and returns its snapshot.</summary>
    Task<Outcome<Snapshot>> WatchAsync(string streamId);

    /// <summary>How many renewals may run at once.</summary>
    int RenewalsAtOnce { get; }

    /// <summary>Extends the lease and returns the position of the stream.</summary>
    Task<Outcome<Position>> RenewAsync(string streamId);

    /// <summary>Returns the lease. If that fails, the lease expires by itself.</summary>
    Task UnwatchAsync(string streamId);

    /// <summary>Reads the events after <paramref name="afterSeq"/>, oldest first, at most <paramref name="limit"/>.</summary>
    Task<Outcome<EventPage>> ReadAsync(string streamId, long afterSeq, int limit);
}
