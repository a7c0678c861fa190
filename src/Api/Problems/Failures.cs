using System.Net.Sockets;
using Streams.Contract;
using Streams.Grains.EventLog;

namespace Streams.Api.Problems;

/// <summary>Which exceptions mean that storage or cluster cannot be reached now, and are no bugs.</summary>
public static class Failures
{
    /// <summary>The refusal that an exception amounts to, or null where it is a bug.</summary>
    public static Refusal? ToRefusal(Exception failure) => failure switch
    {
        LogUnavailableException or LogConflictException => Refusal.Unavailable("The storage cannot be reached now; try again."),
        TimeoutException => Refusal.Unavailable("The server did not answer in time; try again, with the same report_id where there is one."),
        OrleansException or SocketException => Refusal.Unavailable("The cluster cannot be reached now; try again."),
        _ => null,
    };
}
