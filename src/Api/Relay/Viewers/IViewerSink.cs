namespace Streams.Api.Relay;

/// <summary>Sends to one connection. Its <see cref="ViewerConnection"/> awaits each call before the next.</summary>
internal interface IViewerSink
{
    /// <summary>Completes when the connection can take another frame. Throws <see cref="IOException"/> or <see cref="OperationCanceledException"/> if the connection is gone.</summary>
    ValueTask SendAsync(EncodedFrame frame, CancellationToken cancellation);

    /// <summary>Tells the client that the watch of a stream has ended.</summary>
    ValueTask UnwatchedAsync(string streamId, string reason, CancellationToken cancellation);
}
