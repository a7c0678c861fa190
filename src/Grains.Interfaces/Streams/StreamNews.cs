using Streams.Contract;

namespace Streams.Grains.Interfaces.Streams;

/// <summary>
/// What a stream tells a host that watches it, sent over the host's Orleans stream. News may be lost, late, doubled or out of order without harm: the
/// sequence shows it, and the log has the truth.
/// </summary>
/// <param name="StreamId">The stream.</param>
/// <param name="Epoch">The epoch of the events.</param>
/// <param name="Events">Committed events, oldest first, without holes; empty where the stream was deleted.</param>
/// <param name="Deleted">Whether the stream is gone.</param>
[GenerateSerializer, Immutable]
public sealed record StreamNews(string StreamId, string Epoch, IReadOnlyList<StreamEvent> Events, bool Deleted);

/// <summary>Where a host's news comes from.</summary>
public static class NewsStreams
{
    /// <summary>The name of the Orleans stream provider.</summary>
    public const string Provider = "news";

    /// <summary>The namespace; the key within it is the host's id. Items are <c>StreamNews[]</c>.</summary>
    public const string Namespace = "host";
}
