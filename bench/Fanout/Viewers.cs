using System.Net.WebSockets;
using Streams.Bench.Fanout.Adaptors;

namespace Streams.Bench.Fanout;

/// <summary>The connected viewers of some streams. Disposal drops their connections.</summary>
internal sealed class Viewers : IAsyncDisposable
{
    private const int ConnectingAtOnce = 50;

    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly Adaptor _adaptor;
    private readonly List<Subscriber> _all = [];
    private readonly Task _keepingAlive;

    public Viewers(Adaptor adaptor)
    {
        _adaptor = adaptor;
        _keepingAlive = KeepAliveAsync();
    }

    public Measurement Measurement { get; } = new();

    public IReadOnlyList<Subscriber> All => _all;

    /// <param name="streams">The streams to watch.</param>
    /// <param name="each">New viewers of each stream.</param>
    /// <param name="ledgerLength">How many of a stream's events each viewer counts; 0 for none.</param>
    /// <param name="cancellation">Cancels it.</param>
    public async Task AddAsync(string[] streams, int each, int ledgerLength, CancellationToken cancellation)
    {
        Subscriber[] added =
        [
            .. streams.SelectMany(stream => Enumerable.Range(0, each)
                .Select(_ => new Subscriber(_adaptor, stream, Measurement, ledgerLength == 0 ? null : new byte[ledgerLength]))),
        ];
        await ConnectAsync(added, resume: false, cancellation);
        lock (_all)
            _all.AddRange(added);
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
        await _stop.CancelAsync();
        await _keepingAlive;
        foreach (var subscriber in _all)
            subscriber.Abort();
        await Task.WhenAll(_all.Select(subscriber => subscriber.Loop));
        _stop.Dispose();
    }

    private async Task KeepAliveAsync()
    {
        using var timer = new PeriodicTimer(KeepAliveInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                Subscriber[] connected;
                lock (_all)
                    connected = [.. _all];
                foreach (var subscriber in connected)
                    await KeepAliveAsync(subscriber);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task KeepAliveAsync(Subscriber subscriber)
    {
        try
        {
            await _adaptor.KeepAliveAsync(subscriber);
        }
        catch (Exception failure) when (failure is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            // A dropped connection. Its receive loop reports it.
        }
    }
}
