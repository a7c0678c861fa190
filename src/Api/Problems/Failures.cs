using System.Net.Sockets;
using Streams.Contract;
using Streams.Grains.EventLog;

namespace Streams.Api.Problems;

/// <summary>Recognizes exceptions that mean that the storage or the cluster cannot be reached, as opposed to bugs.</summary>
internal static class Failures
{
    /// <summary>The refusal for an exception, or null if it is a bug.</summary>
    public static Refusal? ToRefusal(Exception failure) => failure switch
    {
        LogUnavailableException => Refusal.StorageUnavailable(),
        LogConflictException => Refusal.StreamMoved(),
        TimeoutException => Refusal.Unavailable("The server did not answer in time; try again, with the same report_id or Idempotency-Key if the request has one."),
        OrleansException or SocketException => Refusal.Unavailable("The cluster cannot be reached now; try again."),
        _ => null,
    };
}
