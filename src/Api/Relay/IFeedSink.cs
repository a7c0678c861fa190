using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Relay;

/// <summary>Takes news in. Thread-safe; never waits for a viewer or for the cluster.</summary>
public interface IFeedSink
{
    /// <summary>Something happened.</summary>
    void OnNews(IReadOnlyList<StreamNews> news);

    /// <summary>News may have been lost just now (a subscription began, or began anew): check where every watched stream is.</summary>
    void OnGap();
}
