namespace Streams.Bench.Relay;

/// <summary>All watchers of a run, spread evenly over the streams.</summary>
internal sealed class Audience : IAsyncDisposable
{
    private const int ConnectingAtOnce = 32;
    private static readonly TimeSpan TimeToStart = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null });
    private readonly ThreadLocal<Latencies> _deliveries = new(() => new(), trackAllValues: true);
    private readonly Watcher[] _watchers;

    private Audience(WatchedStream[] streams, int watchers) =>
        _watchers = [.. Enumerable.Range(0, watchers).Select(i => new Watcher(streams[i % streams.Length], _deliveries))];

    public long Frames => _watchers.Sum(watcher => watcher.Frames);

    public long Events => _watchers.Sum(watcher => watcher.Events);

    public int Gaps => _watchers.Sum(watcher => watcher.Gaps);

    /// <summary>Whether every watcher has received everything that was acknowledged.</summary>
    public bool HasAll => _watchers.All(watcher => watcher.Position >= watcher.Stream.Head);

    /// <summary>Connects all watchers and waits until each has its snapshot.</summary>
    public static async Task<Audience> ConnectAsync(ISystemUnderTest system, WatchedStream[] streams, int watchers, CancellationToken cancellation)
    {
        var audience = new Audience(streams, watchers);
        try
        {
            // Every API host gets watchers of every stream.
            await audience.ConnectAsync(watcher => system.ClientOf(watcher / streams.Length), cancellation);
            return audience;
        }
        catch
        {
            await audience.DisposeAsync();
            throw;
        }
    }

    /// <summary>Throws if a watcher has lost its connection: the figures are then wrong.</summary>
    public Task RequireAllAsync() => _watchers.FirstOrDefault(watcher => watcher.Completion.IsCompleted)?.Completion ?? Task.CompletedTask;

    /// <summary>The latencies of all deliveries. A missing delivery counts as taking until now.</summary>
    /// <param name="missing">The missing deliveries are added to it.</param>
    /// <param name="now">The timestamp at which the waiting ended.</param>
    public Latencies Deliveries(Latencies missing, long now)
    {
        foreach (var watcher in _watchers)
            watcher.Stream.Due.CountAfter(watcher.Position, missing, now);
        return Latencies.Merge([.. _deliveries.Values, missing]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_watchers.Select(watcher => watcher.Completion)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var watcher in _watchers)
            watcher.Dispose();
        _http.Dispose();
        _deliveries.Dispose();
        _stopping.Dispose();
    }

    private async Task ConnectAsync(Func<int, LoadClient> clientOf, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeToStart);
        var options = new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce, CancellationToken = limit.Token };
        try
        {
            await Parallel.ForAsync(0, _watchers.Length, options, async (i, token) =>
            {
                var hub = new UriBuilder(clientOf(i).At("/hubs/streams")) { Scheme = "ws" }.Uri;
                await _watchers[i].StartAsync(hub, _http, _stopping.Token).WaitAsync(token);
            });
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new BenchFailedException($"The watchers did not have their snapshots after {TimeToStart.TotalSeconds} s.");
        }
    }
}
