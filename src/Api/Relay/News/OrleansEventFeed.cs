using Orleans.Streams;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Relay;

/// <summary>
/// News over this host's Orleans stream. Subscribes again, with backoff, when the subscription fails or Orleans dropped it (as it does for an unreachable host).
/// Each new subscription is a gap. One loop owns the subscription.
/// </summary>
internal sealed partial class OrleansEventFeed(IClusterClient client, HostIdentity host, TimeProvider time, ILogger<OrleansEventFeed> logger)
    : IEventFeed, IDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(1);

    // At most one permit: several requests for a check are one.
    private readonly SemaphoreSlim _checkRequested = new(0, 1);
    private volatile bool _broken;
    private Task _running = Task.CompletedTask;

    public Task StartAsync(IFeedSink sink, CancellationToken cancellation)
    {
        _running = Task.Run(() => RunAsync(sink, cancellation), CancellationToken.None);
        return Task.CompletedTask;
    }

    public void Check()
    {
        try
        {
            _checkRequested.Release();
        }
        catch (SemaphoreFullException)
        {
            // A check is already requested.
        }
    }

    public Task EndAsync() => _running;

    public void Dispose() => _checkRequested.Dispose();

    private async Task RunAsync(IFeedSink sink, CancellationToken cancellation)
    {
        StreamSubscriptionHandle<StreamNews[]>? handle = null;
        var backoff = new Backoff(FirstRetry, LastRetry);
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

                backoff.Reset();
                await WaitAsync(cancellation);
                if (_broken || !await IsKnownAsync(handle))
                {
                    var old = handle;
                    (handle, _broken) = (null, false);
                    await old.UnsubscribeAsync();
                }
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested)
            {
                var retry = backoff.Next();
                LogFailed(failure, host.Id, retry);
                await Task.Delay(retry, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception)
            {
                // The host stops.
            }
        }

        if (handle is not null)
            await LeaveAsync(handle);
    }

    // Without this the cluster keeps the subscription and sends to a host that is gone, until it notices.
    private async Task LeaveAsync(StreamSubscriptionHandle<StreamNews[]> handle)
    {
        try
        {
            await handle.UnsubscribeAsync().WaitAsync(ShutdownLimit, time);
        }
        catch (Exception failure)
        {
            LogUnsubscribeFailed(failure, host.Id);
        }
    }

    private IAsyncStream<StreamNews[]> News() =>
        client.GetStreamProvider(NewsStreams.Provider).GetStream<StreamNews[]>(StreamId.Create(NewsStreams.Namespace, host.Id));

    // Waits until a check is requested or due.
    private async Task WaitAsync(CancellationToken cancellation)
    {
        using var due = new CancellationTokenSource(CheckEvery, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, cancellation);
        await _checkRequested.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
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
            feed._broken = true;
            feed.Check();
            return Task.CompletedTask;
        }

        public Task OnCompletedAsync() => Task.CompletedTask;
    }

    private string NameOfHost => host.Id;
}
