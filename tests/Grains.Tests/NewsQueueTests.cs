using System.Diagnostics.Metrics;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streams;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Publishing;

namespace Streams.Grains.Tests;

/// <summary>News waits for no timer, and a host that does not keep up loses its own news only. How it travels in a cluster is in <see cref="ClusterTests"/>.</summary>
public sealed class NewsQueueTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_waits_for_a_message()
    {
        var queue = new NewsQueue(null, _time);
        var read = queue.GetQueueMessagesAsync(10);
        Assert.False(read.IsCompleted);
        await PublishAsync(queue, "host-1", 1);
        Assert.Equal([1], Seqs(await read.WaitAsync(Cancellation)));
    }

    [Fact]
    public async Task A_read_returns_what_has_accumulated_up_to_its_limit_in_order()
    {
        var queue = new NewsQueue(null, _time);
        for (var seq = 1; seq <= 5; seq++)
            await PublishAsync(queue, "host-1", seq);
        Assert.Equal([1, 2, 3], Seqs(await queue.GetQueueMessagesAsync(3)));
        Assert.Equal([4, 5], Seqs(await queue.GetQueueMessagesAsync(3)));
    }

    [Fact]
    public async Task A_read_without_messages_ends_after_a_second()
    {
        var queue = new NewsQueue(null, _time);
        var read = queue.GetQueueMessagesAsync(10);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(await read.WaitAsync(Cancellation));
    }

    [Fact]
    public async Task A_silo_that_stops_does_not_wait_for_the_read()
    {
        var queue = new NewsQueue(null, _time);
        var read = queue.GetQueueMessagesAsync(10);
        queue.Stop();
        Assert.Empty(await read.WaitAsync(Cancellation));
        await PublishAsync(queue, "host-1", 1);
        Assert.Equal([1], Seqs(await queue.GetQueueMessagesAsync(10)));
        Assert.Empty(await queue.GetQueueMessagesAsync(10));
    }

    [Fact]
    public async Task A_full_queue_drops_news_and_counts_it()
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        var queue = new NewsQueue(new(meters), _time);
        using var dropped = new MetricCollector<long>(meters, "Streams", "streams.outbox.dropped");
        for (var seq = 1; seq <= NewsQueue.Capacity + 2; seq++)
            await PublishAsync(queue, "host-1", seq);
        Assert.Equal(2, dropped.GetMeasurementSnapshot().EvaluateAsCounter());
        Assert.Equal(NewsQueue.Capacity, (await queue.GetQueueMessagesAsync(-1)).Count);
    }

    [Fact]
    public void A_cursor_starts_at_its_first_message_or_at_the_next_one()
    {
        var cache = new NewsCache(10, long.MaxValue);
        cache.AddToCache([Message("a", 1), Message("a", 2), Message("a", 3)]);
        using var first = cache.GetCacheCursor(Host("a"), Message("a", 2).SequenceToken);
        using var next = cache.GetCacheCursor(Host("a"), null);
        cache.AddToCache([Message("a", 4)]);
        Assert.Equal([2, 3, 4], Rest(first));
        Assert.Equal([4], Rest(next));
    }

    [Fact]
    public void A_host_that_falls_behind_continues_at_the_oldest_message_and_costs_the_others_nothing()
    {
        var cache = new NewsCache(3, long.MaxValue);
        using var slow = cache.GetCacheCursor(Host("slow"), null);
        using var quick = cache.GetCacheCursor(Host("quick"), null);
        for (var number = 1; number <= 10; number++)
        {
            cache.AddToCache([Message(number % 2 == 0 ? "quick" : "slow", number)]);
            if (number % 2 == 0)
                Assert.Equal([number], Rest(quick));
        }

        Assert.Equal(3, cache.Count);
        Assert.Equal([9], Rest(slow));
    }

    [Fact]
    public void The_cache_holds_a_limited_number_of_bytes()
    {
        var size = Message("a", 1).Size;
        var cache = new NewsCache(100, 5 * size);
        using var cursor = cache.GetCacheCursor(Host("a"), null);
        cache.AddToCache([.. Enumerable.Range(1, 20).Select(number => Message("a", number))]);
        Assert.Equal([16, 17, 18, 19, 20], Rest(cursor));
    }

    [Fact]
    public void Whatever_hosts_do_each_gets_its_messages_once_and_in_order_and_what_all_have_is_dropped() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2]).Array[1, 80].Sample(steps =>
        {
            var cache = new NewsCache(1_000, long.MaxValue);
            var hosts = new[] { "a", "b", "c" };
            var (cursors, sent, received) = (
                hosts.Select(host => cache.GetCacheCursor(Host(host), null)).ToArray(), hosts.Select(_ => new List<long>()).ToArray(), hosts.Select(_ => new List<long>()).ToArray());
            var number = 0L;
            foreach (var (what, host) in steps)
            {
                switch (what)
                {
                    case 0 or 1:
                        cache.AddToCache([Message(hosts[host], ++number)]);
                        sent[host].Add(number);
                        break;
                    case 2:
                        received[host].AddRange(Rest(cursors[host]));
                        break;
                    default:
                        cache.TryPurgeFromCache(out _);
                        break;
                }
            }

            for (var host = 0; host < hosts.Length; host++)
            {
                received[host].AddRange(Rest(cursors[host]));
                Assert.Equal(sent[host], received[host]);
            }

            cache.TryPurgeFromCache(out _);
            Assert.Equal(0, cache.Count);
        });

    private static StreamId Host(string host) => StreamId.Create(NewsStreams.Namespace, host);

    private static NewsBatch Message(string host, long number) => new(Host(host), [new("s", "e1", [], false)], number);

    private static Task PublishAsync(NewsQueue queue, string host, int seq) =>
        queue.QueueMessageBatchAsync(Host(host), (StreamNews[][])[[new($"s{seq}", "e1", [], false)]], null, null);

    private static IEnumerable<int> Seqs(IEnumerable<IBatchContainer> messages) =>
        messages.SelectMany(message => message.GetEvents<StreamNews[]>()).SelectMany(one => one.Item1).Select(news => int.Parse(news.StreamId[1..], null));

    private static List<long> Rest(IQueueCacheCursor cursor)
    {
        var numbers = new List<long>();
        while (cursor.MoveNextWithResult().Kind == QueueCacheCursorMoveResultKind.Success)
            numbers.Add(((NewsBatch)cursor.GetCurrent(out _)!).Number);
        return numbers;
    }
}
