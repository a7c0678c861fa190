using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Relay;

/// <summary>Receives news. Thread-safe; never waits for a viewer or for the cluster.</summary>
internal interface IFeedSink
{
    void OnNews(IReadOnlyList<StreamNews> news);

    /// <summary>News may have been lost, for example before a new subscription: check the position of every watched stream.</summary>
    void OnGap();
}
