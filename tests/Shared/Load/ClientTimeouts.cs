namespace Streams.Tests;

/// <summary>How long a client waits before it considers a connection dead.</summary>
/// <param name="Answer">For the reply to a request.</param>
/// <param name="Silence">For any bytes on a watch.</param>
internal sealed record ClientTimeouts(TimeSpan Answer, TimeSpan Silence)
{
    /// <summary>SignalR's default; the server sends a heartbeat every 15 s.</summary>
    public static ClientTimeouts Usual { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));
}
