using Streams.Contract;

namespace Streams.Grains.Interfaces.Streams;

/// <summary>
/// News from a stream to a host that watches it, sent over the host's Orleans stream. News may be lost, late, duplicated or out of order without harm: the host notices by
/// the sequence and reads the log.
/// </summary>
/// <param name="StreamId">The stream.</param>
/// <param name="Epoch">The epoch of the events.</param>
/// <param name="Events">Durable events, oldest first, without gaps; empty if the stream was deleted.</param>
/// <param name="Deleted">Whether the stream was deleted.</param>
[GenerateSerializer, Immutable]
public sealed record StreamNews(string StreamId, string Epoch, IReadOnlyList<StreamEvent> Events, bool Deleted);

/// <summary>The names of the Orleans streams that carry news.</summary>
public static class NewsStreams
{
    /// <summary>The name of the Orleans stream provider.</summary>
    public const string Provider = "news";

    /// <summary>The namespace; the key within it is the host's id. Items are <c>StreamNews[]</c>.</summary>
    public const string Namespace = "host";
}
