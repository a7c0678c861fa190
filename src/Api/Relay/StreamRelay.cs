using System.Collections.Concurrent;
using System.IO.Pipelines;
using Microsoft.Extensions.Options;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Relay;

/// <summary>
/// All live copies of this host. The first viewer of a stream starts its copy; it closes some time after the last one left. Thread-safe: the copies are in a concurrent
/// dictionary, and each decides under its own lock whether it may close.
/// </summary>
internal sealed partial class StreamRelay : IFeedSink
{
    private readonly ConcurrentDictionary<string, LiveStream> _live = new(StringComparer.Ordinal);
    private readonly RelayServices _services;
    private readonly ILogger<StreamRelay> _logger;
    private int _count;

    /// <summary>Creates an empty relay; <see cref="RelayService"/> delivers news to it.</summary>
    public StreamRelay(
        IStreamSource source, IOptions<RelayOptions> options, TimeProvider time, RelayMetrics metrics, ILogger<StreamRelay> logger, PipeScheduler? pool = null) =>
        (_services, _logger) = (new(source, options.Value, time, metrics, pool ?? PipeScheduler.ThreadPool, logger), logger);

    /// <summary>The number of live copies.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Creates a connection without watches; the caller disposes it.</summary>
    public ViewerConnection Connect(IViewerSink sink) => new(this, sink, _services);

    /// <summary>The snapshot of a stream, or null if it is not watched on this host.</summary>
    public EncodedSnapshot? Current(string streamId) => _live.TryGetValue(streamId, out var live) ? live.Current() : null;

    public void OnNews(IReadOnlyList<StreamNews> news)
    {
        foreach (var one in news)
        {
            // Streams that are no longer watched send news until their lease expires.
            if (!_live.TryGetValue(one.StreamId, out var live))
                continue;
            try
            {
                live.OnNews(one);
            }
            catch (Exception failure)
            {
                // A bug in one stream must not stop the news of the others; the log still has what this one missed.
                LogNewsFailed(failure, one.StreamId);
                live.CheckHead();
            }
        }
    }

    public void OnGap()
    {
        foreach (var (_, live) in _live)
            live.CheckHead();
    }

    /// <summary>Renews the leases of all live copies, a bounded number at once.</summary>
    public Task RenewAllAsync(CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            _live.Values,
            new ParallelOptions { MaxDegreeOfParallelism = _services.Source.RenewalsAtOnce, CancellationToken = cancellation },
            async (live, _) => await RenewAsync(live));

    private async Task RenewAsync(LiveStream live)
    {
        try
        {
            live.OnRenewed(await _services.Source.RenewAsync(live.StreamId));
        }
        catch (Exception failure)
        {
            // A bug in one renewal must not stop the others; the lease lasts for two more rounds.
            LogRenewalFailed(failure, live.StreamId);
        }
    }

    /// <summary>Returns the leases of all live copies, when the host stops.</summary>
    public Task UnwatchAllAsync(CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            _live.Keys,
            new ParallelOptions { MaxDegreeOfParallelism = _services.Options.Concurrency, CancellationToken = cancellation },
            async (streamId, _) => await UnwatchAsync(streamId));

    internal async Task<(WatchStart Start, ViewerWatch? Watch)> AttachAsync(
        string streamId, Position? position, ViewerConnection connection, CancellationToken cancellation)
    {
        var live = await AcquireAsync(streamId, cancellation);
        if (live is null)
            return (WatchStart.Refused(Refusal.Unavailable("Too many streams are watched here at the moment.")), null);
        var watch = new ViewerWatch(live, connection);
        try
        {
            // The load continues for other waiting viewers when this one leaves.
            var start = await live.LoadAsync().WaitAsync(cancellation) is { } refusal
                ? WatchStart.Refused(refusal)
                : await live.AttachAsync(watch, position, cancellation);
            if (start.Refusal is null)
                return (start, watch);
            watch.Detach();
            return (start, null);
        }
        catch
        {
            watch.Detach();
            throw;
        }
    }

    private async Task<LiveStream?> AcquireAsync(string streamId, CancellationToken cancellation)
    {
        while (true)
        {
            if (!_live.TryGetValue(streamId, out var live))
            {
                if (Interlocked.Increment(ref _count) > _services.Options.MaxLiveStreams)
                {
                    Interlocked.Decrement(ref _count);
                    return null;
                }

                live = new(streamId, _services, Remove, Idle);
                if (!_live.TryAdd(streamId, live))
                {
                    Interlocked.Decrement(ref _count);
                    continue;
                }

                _services.Metrics.LiveStreams(1);
            }

            if (live.TryAcquire())
                return live;
            await live.Closed.WaitAsync(cancellation);
        }
    }

    private void Idle(LiveStream live)
    {
        if (live.TryClose())
            _ = ReturnLeaseAsync(live);
    }

    // The entry stays until the lease is returned. Otherwise the Watch of a new viewer could overtake the Unwatch, and the grain would forget this host.
    private async Task ReturnLeaseAsync(LiveStream live)
    {
        await UnwatchAsync(live.StreamId);
        Remove(live);
    }

    private async Task UnwatchAsync(string streamId)
    {
        try
        {
            await _services.Source.UnwatchAsync(streamId);
        }
        catch (Exception failure)
        {
            // The lease expires by itself. Viewers wait for this to end.
            LogUnwatchFailed(failure, streamId);
        }
    }

    private void Remove(LiveStream live)
    {
        if (_live.TryRemove(new(live.StreamId, live)))
        {
            Interlocked.Decrement(ref _count);
            _services.Metrics.LiveStreams(-1);
        }

        live.SetClosed();
    }

    [LoggerMessage(3150, LogLevel.Error, "Stream {StreamId}: its news could not be applied; reading its log instead", EventName = "NewsFailed")]
    private partial void LogNewsFailed(Exception failure, string streamId);

    [LoggerMessage(3151, LogLevel.Error, "Stream {StreamId}: its lease could not be returned", EventName = "UnwatchFailed")]
    private partial void LogUnwatchFailed(Exception failure, string streamId);

    [LoggerMessage(3123, LogLevel.Error, "Stream {StreamId}: the step Ask failed unexpectedly", EventName = "StepFailed")]
    private partial void LogRenewalFailed(Exception failure, string streamId);
}
