using Microsoft.AspNetCore.SignalR;
using Streams.Api.Relay;

namespace Streams.Api.Live;

/// <summary>Sends frames over one SignalR connection. A send completes when the transport has taken it, so a slow client slows its pump.</summary>
internal sealed class HubViewerSink(IClientProxy client) : IViewerSink
{
    public ValueTask SendAsync(EncodedFrame frame, CancellationToken cancellation) => new(client.SendAsync("frame", frame, cancellation));

    public ValueTask UnwatchedAsync(string streamId, string reason, CancellationToken cancellation) =>
        new(client.SendAsync("unwatched", streamId, reason, cancellation));
}
