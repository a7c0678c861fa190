namespace Streams.Tests;

/// <summary>How long a client waits for a sign of life before it takes a connection for dead.</summary>
/// <param name="Answer">For an answer to a request.</param>
/// <param name="Silence">For any word on a connection that is watched.</param>
internal sealed record Patience(TimeSpan Answer, TimeSpan Silence)
{
    /// <summary>What SignalR has as its default; the server says something every 15 s.</summary>
    public static Patience Usual { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));
}
