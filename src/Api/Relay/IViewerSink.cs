namespace Streams.Api.Relay;

/// <summary>One connection's way out. The connection's pump is its only caller and awaits each call before the next.</summary>
public interface IViewerSink
{
    /// <summary>Sends a frame; completes when the connection can take another. Throws where the connection is gone.</summary>
    ValueTask SendAsync(EncodedFrame frame, CancellationToken cancellation);

    /// <summary>Says that nothing more will come for a stream.</summary>
    ValueTask UnwatchedAsync(string streamId, string reason, CancellationToken cancellation);
}
