using System.Diagnostics;
using System.Globalization;

namespace Streams.Hostile.Tests;

/// <summary>A server restarts, and all its watchers reconnect at once.</summary>
public sealed class ReconnectTests(ITestOutputHelper output)
{
    private const int Watchers = 2_000;
    private const int ConnectingAtOnce = 64;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_thousand_watchers_reconnect_at_once_miss_nothing_and_cost_the_stream_one_call()
    {
        var folder = Directory.CreateTempSubdirectory("streams-crowd-").FullName;
        using var http = Audience.NewHttp();
        var server = await ServerProcess.StartAsync(folder);
        var (url, watchers) = (new Uri(server.Url), Array.Empty<Watcher>());
        try
        {
            var stream = await server.CreateStreamAsync();
            watchers = [.. Enumerable.Range(0, Watchers).Select(_ => new Watcher(stream))];
            await ConnectAsync();
            var head = 0L;
            for (var i = 0; i < 50; i++)
                head = await server.ReportAsync(stream, $"Before {i}");
            await Task.WhenAll(watchers.Select(watcher => watcher.ReachAsync(head))).WaitAsync(TimeSpan.FromMinutes(4), Cancellation);

            await server.DisposeAsync();
            await Task.WhenAll(watchers.Select(watcher => watcher.Running)).WaitAsync(TimeSpan.FromMinutes(4), Cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            server = await ServerProcess.StartAsync(folder, port: url.Port);

            // They reconnect, with old positions, to a host that has no live copy yet.
            for (var i = 0; i < 50; i++)
                head = await server.ReportAsync(stream, $"Meanwhile {i}");
            var clock = Stopwatch.StartNew();
            await ConnectAsync();
            var connected = clock.Elapsed;
            await Task.WhenAll(watchers.Select(watcher => watcher.ReachAsync(head))).WaitAsync(TimeSpan.FromMinutes(4), Cancellation);
            var (whole, watches, reads) = (clock.Elapsed, await server.MetricAsync("streams_relay_source_calls_total", "\"watch\""), await server.MetricAsync("streams_relay_source_calls_total", "\"read\""));
            for (var i = 0; i < 10; i++)
                head = await server.ReportAsync(stream, $"After {i}");
            await Task.WhenAll(watchers.Select(watcher => watcher.ReachAsync(head))).WaitAsync(TimeSpan.FromMinutes(4), Cancellation);

            var activities = await server.ActivitiesAsync(stream);
            Assert.Equal(110, activities.Count);
            Assert.All(watchers, watcher => Assert.Equal(activities, watcher.Activities));
            Assert.All(watchers, watcher => Assert.Equal(1, watcher.Snapshots));
            Assert.Equal((1, 1), (watches, reads));
            var summary = string.Create(CultureInfo.InvariantCulture, $"{Watchers:N0} watchers: reconnected after {connected.TotalSeconds:0.0} s, up to date after {whole.TotalSeconds:0.0} s; calls to the stream: {watches} watch, {reads} read");
            output.WriteLine(summary);
            TestContext.Current.SendDiagnosticMessage(summary);
        }
        finally
        {
            foreach (var watcher in watchers)
                watcher.Abort();
            await server.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }

        Task ConnectAsync() => Parallel.ForEachAsync(
            watchers,
            new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce, CancellationToken = Cancellation },
            async (watcher, cancellation) => await watcher.ConnectAsync(http, url, CancellationToken.None).WaitAsync(cancellation));
    }
}
