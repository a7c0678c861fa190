using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Streams.Api.Relay;

namespace Streams.Api.Live;

/// <summary>
/// Sends frames over one SignalR connection. All viewers of a frame share one message, which SignalR serializes once per protocol. A send completes at once while the
/// connection's buffer has room; a slow client completes it later.
/// </summary>
internal sealed class HubViewerSink(HubConnectionContext connection) : IViewerSink
{
    public ValueTask SendAsync(EncodedFrame frame, CancellationToken cancellation) =>
        connection.WriteAsync(frame.Message(static frame => new SerializedHubMessage(new InvocationMessage("frame", [frame]))), cancellation);

    public ValueTask UnwatchedAsync(string streamId, string reason, CancellationToken cancellation) =>
        connection.WriteAsync(new InvocationMessage("unwatched", [streamId, reason]), cancellation);
}
