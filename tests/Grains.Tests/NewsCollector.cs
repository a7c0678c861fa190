using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streams;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Tests;

/// <summary>Listens like an API host.</summary>
internal sealed class NewsCollector(FakeTimeProvider time)
{
    private readonly Channel<(string Host, StreamNews News)> _news = Channel.CreateUnbounded<(string, StreamNews)>();
    private readonly List<(string Host, StreamNews News)> _read = [];

    public IEnumerable<long> Seqs => _read.SelectMany(entry => entry.News.Events).Select(change => change.Seq);

    public IEnumerable<string> Hosts => _read.Select(entry => entry.Host).Distinct();

    public Task SubscribeAsync(IClusterClient client, string host) =>
        client.GetStreamProvider(NewsStreams.Provider)
            .GetStream<StreamNews[]>(StreamId.Create(NewsStreams.Namespace, host))
            .SubscribeAsync((batch, _) =>
            {
                foreach (var news in batch)
                    _news.Writer.TryWrite((host, news));
                return Task.CompletedTask;
            });

    public Task WaitForAsync(long seq) => WaitAsync(news => news.Events.Any(change => change.Seq == seq));

    public Task WaitForDeletionAsync() => WaitAsync(news => news.Deleted);

    private async Task WaitAsync(Predicate<StreamNews> predicate)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();

            // The pulling agents of the streams read by the test's clock.
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
            while (_news.Reader.TryRead(out var entry))
            {
                _read.Add(entry);
                if (predicate(entry.News))
                    return;
            }
        }
    }
}
