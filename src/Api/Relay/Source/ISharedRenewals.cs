using Streams.Contract;

namespace Streams.Api.Relay;

/// <summary>Renews leases in calls that carry many of them; only in a cluster. Thread-safe.</summary>
internal interface ISharedRenewals
{
    /// <summary>How many renewals are worth starting at once.</summary>
    int AtOnce { get; }

    /// <summary>Extends the lease of this host on a stream and returns the stream's position. Failures are exceptions.</summary>
    Task<Outcome<Position>> RenewAsync(string streamId);
}
