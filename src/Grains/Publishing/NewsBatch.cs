using Orleans.Providers.Streams.Common;
using Orleans.Streams;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Publishing;

/// <summary>One message of the outbox on its way to a host.</summary>
/// <param name="streamId">The host's Orleans stream.</param>
/// <param name="news">The pieces.</param>
/// <param name="number">The number of the message in its silo's queue.</param>
[GenerateSerializer, Immutable, Alias("streams.news-batch")]
internal sealed class NewsBatch(StreamId streamId, StreamNews[] news, long number) : IBatchContainer
{
    /// <inheritdoc/>
    [Id(0)]
    public StreamId StreamId { get; } = streamId;

    /// <summary>The pieces.</summary>
    [Id(1)]
    public StreamNews[] News { get; } = news;

    /// <summary>The number of the message in its silo's queue.</summary>
    [Id(2)]
    public long Number { get; } = number;

    /// <inheritdoc/>
    public StreamSequenceToken SequenceToken => new EventSequenceToken(Number);

    /// <summary>The approximate size, in bytes.</summary>
    internal long Size
    {
        get
        {
            var bytes = 0L;
            foreach (var piece in News)
                bytes += NewsPieces.SizeOf(piece);
            return bytes;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() => [Tuple.Create((T)(object)News, SequenceToken)];

    /// <inheritdoc/>
    public bool ImportRequestContext() => false;
}
