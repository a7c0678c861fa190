using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Publishing;

/// <summary>Splits news into pieces that fit into one message. Pure.</summary>
internal static class NewsPieces
{
    /// <summary>The approximate maximum size of a piece, in bytes. A single event is far smaller: the API bounds reports.</summary>
    public const long MaxBytes = NewsOutbox.MaxBatchBytes / 2;

    // Upper estimates of what surrounds the payloads: numbers of an event, ids of a piece.
    private const int EventOverhead = 64;
    private const int PieceOverhead = 256;

    /// <summary>The approximate size of news in a message, in bytes.</summary>
    public static long SizeOf(StreamNews news)
    {
        var bytes = (long)PieceOverhead;
        foreach (var change in news.Events)
            bytes += change.Payload.Length + EventOverhead;
        return bytes;
    }

    /// <summary>Splits news into pieces of at most <see cref="MaxBytes"/>, in order.</summary>
    public static IEnumerable<StreamNews> Split(StreamNews news)
    {
        if (SizeOf(news) <= MaxBytes)
            return [news];
        var pieces = new List<StreamNews>();
        var (first, bytes) = (0, (long)PieceOverhead);
        for (var i = 0; i < news.Events.Count; i++)
        {
            var size = news.Events[i].Payload.Length + EventOverhead;
            if (bytes + size > MaxBytes && i > first)
            {
                pieces.Add(news with { Events = [.. news.Events.Skip(first).Take(i - first)] });
                (first, bytes) = (i, PieceOverhead);
            }

            bytes += size;
        }

        pieces.Add(news with { Events = [.. news.Events.Skip(first)] });
        return pieces;
    }
}
