using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Publishing;

/// <summary>Cuts news into pieces that fit into a message. Pure.</summary>
public static class NewsPieces
{
    /// <summary>About how many bytes a piece has at most; a single event is far smaller, since what agents say is bounded where it comes in.</summary>
    public const long MaxBytes = NewsOutbox.MaxBatchBytes / 2;

    // Beside its payload an event has numbers, a piece has ids; rather too much than too little.
    private const int EventOverhead = 64;
    private const int PieceOverhead = 256;

    /// <summary>About how many bytes news takes in a message.</summary>
    public static long SizeOf(StreamNews news)
    {
        var bytes = (long)PieceOverhead;
        foreach (var change in news.Events)
            bytes += change.Payload.Length + EventOverhead;
        return bytes;
    }

    /// <summary>The news in pieces of at most <see cref="MaxBytes"/>, in order.</summary>
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
