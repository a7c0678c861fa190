using System.Diagnostics.Metrics;
using System.Reflection;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Streams;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Publishing;

namespace Streams.Grains.Tests;

public sealed class NewsOutboxTests
{
    private static readonly string[] Hosts = ["host-1"];

    [Fact]
    public async Task Disposal_waits_for_a_pump_that_replaced_an_idle_one()
    {
        await using var services = new ServiceCollection().AddMetrics().AddKeyedSingleton<IStreamProvider, HeldStreams>(NewsStreams.Provider).BuildServiceProvider();
        var client = DispatchProxy.Create<IClusterClient, ClientProxy>();
        ((ClientProxy)client).Services = services;
        var streams = (HeldStreams)services.GetRequiredKeyedService<IStreamProvider>(NewsStreams.Provider);
        var time = new IdleAtOnce();
        var outbox = new NewsOutbox(client, new OutboxMetrics(services.GetRequiredService<IMeterFactory>()), time, NullLogger<NewsOutbox>.Instance);

        // A piece of news arrives after the first pump's idle limit has passed and before it closes its queue: the pump still sends it.
        time.AfterIdle = () => outbox.Publish(Hosts, News(2));
        outbox.Publish(Hosts, News(1));
        (await streams.NextAsync()).SetResult();
        var late = await streams.NextAsync();

        // The next piece starts a second pump. Then the first one ends.
        outbox.Publish(Hosts, News(3));
        var third = await streams.NextAsync();
        Assert.Equal(2, outbox.Pumps.Count);
        await Task.Run(late.SetResult, TestContext.Current.CancellationToken);
        var pump = Assert.Single(outbox.Pumps);

        var disposal = outbox.DisposeAsync();
        third.SetResult();
        await disposal;
        Assert.True(pump.IsCompletedSuccessfully);
        Assert.Empty(outbox.Pumps);
    }

    [Fact]
    public async Task A_pump_that_fails_is_replaced_when_the_next_news_arrives()
    {
        await using var services = new ServiceCollection().AddMetrics().AddKeyedSingleton<IStreamProvider, HeldStreams>(NewsStreams.Provider).BuildServiceProvider();
        var client = DispatchProxy.Create<IClusterClient, ClientProxy>();
        var streams = (HeldStreams)services.GetRequiredKeyedService<IStreamProvider>(NewsStreams.Provider);
        await using var outbox = new NewsOutbox(
            client, new OutboxMetrics(services.GetRequiredService<IMeterFactory>()), TimeProvider.System, NullLogger<NewsOutbox>.Instance);

        // The client has no stream provider yet, so the pump cannot start.
        outbox.Publish(Hosts, News(1));
        await Task.WhenAll(outbox.Pumps);
        ((ClientProxy)client).Services = services;
        outbox.Publish(Hosts, News(2));
        (await streams.NextAsync()).SetResult();
    }

    private static StreamNews News(long seq) => new($"s{seq}", "e", [], Deleted: false);

    /// <summary>A clock whose next timer fires while it is created; later ones never fire.</summary>
    private sealed class IdleAtOnce : TimeProvider
    {
        private Action? _afterIdle;

        /// <summary>Called once, after the next timer has fired.</summary>
        public Action AfterIdle
        {
            set => _afterIdle = value;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (Interlocked.Exchange(ref _afterIdle, null) is { } afterIdle)
            {
                callback(state);
                afterIdle();
            }

            return System.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Streams on which each send completes when the test lets it.</summary>
    private sealed class HeldStreams : IStreamProvider
    {
        private readonly Channel<TaskCompletionSource> _sends = Channel.CreateUnbounded<TaskCompletionSource>();

        public string Name => NewsStreams.Provider;

        public bool IsRewindable => false;

        public async Task<TaskCompletionSource> NextAsync() => await _sends.Reader.ReadAsync(TestContext.Current.CancellationToken);

        public IAsyncStream<T> GetStream<T>(StreamId streamId)
        {
            var stream = DispatchProxy.Create<IAsyncStream<T>, StreamProxy>();
            ((StreamProxy)(object)stream).Send = () =>
            {
                // Its continuation runs inside SetResult, so the pump has continued when that returns.
                var send = new TaskCompletionSource();
                _sends.Writer.TryWrite(send);
                return send.Task;
            };
            return stream;
        }
    }

    public class ClientProxy : DispatchProxy
    {
        public IServiceProvider? Services { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod?.Name == "get_ServiceProvider" ? Services : throw new NotSupportedException(targetMethod?.Name);
    }

    public class StreamProxy : DispatchProxy
    {
        public Func<Task>? Send { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod?.Name == nameof(IAsyncObserver<int>.OnNextAsync) ? Send!() : throw new NotSupportedException(targetMethod?.Name);
    }
}
