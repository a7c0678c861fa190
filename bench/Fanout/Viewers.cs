using Streams.Bench.Fanout.Adaptors;

namespace Streams.Bench.Fanout;

/// <summary>The connected viewers of some streams. Disposal drops their connections.</summary>
internal sealed class Viewers(Adaptor adaptor) : IAsyncDisposable
{
    private const int ConnectingAtOnce = 50;

    private readonly List<Subscriber> _all = [];

    public Measurement Measurement { get; } = new();

    public IReadOnlyList<Subscriber> All => _all;

    /// <param name="streams">The streams to watch.</param>
    /// <param name="each">New viewers of each stream.</param>
    /// <param name="cancellation">Cancels it.</param>
    /// <param name="ledgerLength">How many of a stream's events each viewer counts; 0 for none.</param>
    public async Task AddAsync(string[] streams, int each, CancellationToken cancellation, int ledgerLength = 0)
    {
        Subscriber[] added =
        [
            .. streams.SelectMany(stream => Enumerable.Range(0, each)
                .Select(_ => new Subscriber(adaptor, stream, Measurement, ledgerLength == 0 ? null : new byte[ledgerLength]))),
        ];
        _all.AddRange(added);
        await ConnectAsync(added, resume: false, cancellation);
    }

    public static Task ConnectAsync(IEnumerable<Subscriber> subscribers, bool resume, CancellationToken cancellation) => Parallel.ForEachAsync(
        subscribers,
        new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce, CancellationToken = cancellation },
        async (subscriber, _) => await subscriber.ConnectAsync(resume));

    /// <summary>Waits until nothing arrives any more for half a second, 10 s at most.</summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        for (var (i, before) = (0, -1L); i < 20 && Measurement.Total != before; i++)
        {
            before = Measurement.Total;
            await Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var subscriber in _all)
            subscriber.Abort();
        await Task.WhenAll(_all.Select(subscriber => subscriber.Loop));
    }
}
