using Orleans.Streams;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Relay;

/// <summary>
/// News over this host's Orleans stream. The subscription is made anew, with backoff, when it fails, and when Orleans has dropped it (it does so where the host
/// was unreachable); each new subscription is a gap. One loop owns the subscription.
/// </summary>
/// <param name="client">The cluster.</param>
/// <param name="host">This process.</param>
/// <param name="time">Paces retries.</param>
/// <param name="logger">Where failures go.</param>
public sealed partial class OrleansEventFeed(IClusterClient client, HostIdentity host, TimeProvider time, ILogger<OrleansEventFeed> logger)
    : IEventFeed, IDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(10);

    // At most one permit: several reasons to subscribe again are one.
    private readonly SemaphoreSlim _again = new(0, 1);

    /// <inheritdoc/>
    public Task StartAsync(IFeedSink sink, CancellationToken cancellation)
    {
        _ = Task.Run(() => RunAsync(sink, cancellation), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Subscribes anew soon; for a handler of the client's "connection to the cluster lost". Thread-safe.</summary>
    public void Resubscribe()
    {
        try
        {
            _again.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is asked for already.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _again.Dispose();

    private async Task RunAsync(IFeedSink sink, CancellationToken cancellation)
    {
        StreamSubscriptionHandle<StreamNews[]>? handle = null;
        var retry = FirstRetry;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                if (handle is null)
                {
                    handle = await News().SubscribeAsync(new Observer(sink, this));
                    LogSubscribed(host.Id);
                    sink.OnGap();
                }

                retry = FirstRetry;
                var asked = await WaitAsync(cancellation);
                if (asked || !await IsKnownAsync(handle))
                {
                    var old = handle;
                    handle = null;
                    await old.UnsubscribeAsync();
                }
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested)
            {
                LogFailed(failure, host.Id, retry);
                await Task.Delay(retry, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
            }
            catch (Exception)
            {
                // The host stops. The cluster forgets the subscription with the client.
            }
        }
    }

    private IAsyncStream<StreamNews[]> News() =>
        client.GetStreamProvider(NewsStreams.Provider).GetStream<StreamNews[]>(StreamId.Create(NewsStreams.Namespace, host.Id));

    // Waits until somebody asks for a new subscription (true) or it is time to check the present one (false).
    private async Task<bool> WaitAsync(CancellationToken cancellation)
    {
        using var due = new CancellationTokenSource(CheckEvery, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, cancellation);
        try
        {
            await _again.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> IsKnownAsync(StreamSubscriptionHandle<StreamNews[]> handle) =>
        (await News().GetAllSubscriptionHandles()).Any(known => known.HandleId == handle.HandleId);

    private sealed class Observer(IFeedSink sink, OrleansEventFeed feed) : IAsyncObserver<StreamNews[]>
    {
        public Task OnNextAsync(StreamNews[] item, StreamSequenceToken? token = null)
        {
            sink.OnNews(item);
            return Task.CompletedTask;
        }

        public Task OnErrorAsync(Exception ex)
        {
            feed.LogBroken(ex, feed.NameOfHost);
            feed.Resubscribe();
            return Task.CompletedTask;
        }

        public Task OnCompletedAsync() => Task.CompletedTask;
    }

    private string NameOfHost => host.Id;
}
