using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Streams.Hostile.Tests;

/// <summary>
/// Some watchers stop reading while the others continue. Prints the speed of the others; with <c>STREAMS_STRICT=1</c> (<c>make soak</c>, on an idle machine) it must be within
/// a factor of 1.5 of a run without stuck watchers.
/// </summary>
public sealed class SlowWatcherTests(ITestOutputHelper output)
{
    private const int Watchers = 500;
    private const int Stuck = 20;
    private const int Reports = 300;
    private const double Most = 1.5;
    private const long MostGrowth = 300L * 1024 * 1024;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twenty_of_five_hundred_watchers_that_stop_reading_do_not_slow_the_others()
    {
        var without = await RunAsync(stuck: 0);
        var with = await RunAsync(Stuck);
        var summary = string.Create(
            CultureInfo.InvariantCulture,
            $"p99 to {Watchers} watchers {without.P99.TotalMilliseconds:0.0} ms, with {Stuck} of them stuck {with.P99.TotalMilliseconds:0.0} ms; reports acknowledged {without.Rate:0}/s and {with.Rate:0}/s; the server grew by {with.Growth >> 20} MiB");
        output.WriteLine(summary);
        TestContext.Current.SendDiagnosticMessage(summary);
        Assert.InRange(with.Growth, long.MinValue, MostGrowth);
        if (Environment.GetEnvironmentVariable("STREAMS_STRICT") != "1")
            return;
        Assert.InRange(with.P99 / without.P99, 0, Most);
        Assert.InRange(without.Rate / with.Rate, 0, Most);
    }

    private static async Task<(TimeSpan P99, double Rate, long Growth)> RunAsync(int stuck)
    {
        var folder = Directory.CreateTempSubdirectory("streams-slow-").FullName;
        using var http = Audience.NewHttp();
        var (server, watchers, sockets) = (await ServerProcess.StartAsync(folder), new List<Watcher>(), new List<Socket>());
        try
        {
            var (stream, other) = (await server.CreateStreamAsync(), await server.CreateStreamAsync());
            for (var i = 0; i < stuck; i++)
                sockets.Add(await ConnectStuckAsync(new Uri(server.Url), stream, hub: i % 2 == 0));
            watchers.AddRange(Enumerable.Range(0, Watchers - stuck).Select(_ => new Watcher(stream)));
            foreach (var watcher in watchers)
                await watcher.ConnectAsync(http, new Uri(server.Url), CancellationToken.None);
            await Task.WhenAll(watchers.Select(watcher => watcher.ReachAsync(1))).WaitAsync(TimeSpan.FromMinutes(4), Cancellation);
            Assert.Equal(Watchers, await server.MetricAsync("streams_relay_watchers"));

            // Excludes the cost of first calls from the comparison.
            await ReportAsync(server, stream, 40);
            watchers.ForEach(watcher => watcher.Latencies.Clear());
            var before = Memory(server);

            using var over = new CancellationTokenSource();
            var busy = CountAsync(server, other, over.Token);
            var clock = Stopwatch.StartNew();
            var head = await ReportAsync(server, stream, Reports);
            var elapsed = clock.Elapsed;
            await over.CancelAsync();
            var count = await busy;
            await Task.WhenAll(watchers.Select(watcher => watcher.ReachAsync(head))).WaitAsync(TimeSpan.FromMinutes(4), Cancellation);

            var activities = await server.ActivitiesAsync(stream);
            Assert.Equal(Reports + 40, activities.Count);
            Assert.All(watchers, watcher => Assert.Equal(activities, watcher.Activities));
            var latencies = watchers.SelectMany(watcher => watcher.Latencies).Order().ToArray();
            return (latencies[(int)(latencies.Length * 0.99)], count / elapsed.TotalSeconds, Memory(server) - before);
        }
        finally
        {
            watchers.ForEach(watcher => watcher.Abort());
            sockets.ForEach(socket => socket.Dispose());
            await server.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static long Memory(ServerProcess server) => Process.GetProcessById(server.Id).WorkingSet64;

    /// <summary>A watcher that starts a watch and then reads nothing: its buffers fill within a second.</summary>
    private static async Task<Socket> ConnectStuckAsync(Uri server, string stream, bool hub)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1_024 };
        await socket.ConnectAsync(server.Host, server.Port, Cancellation);
        var head = hub
            ? $"GET /hubs/streams HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
            : $"GET /api/streams/{stream}/events HTTP/1.1\r\nHost: {server.Authority}\r\nAccept: text/event-stream\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(head), Cancellation);

        // The first bytes show that the server replied.
        Assert.NotEqual(0, await socket.ReceiveAsync(new byte[256], Cancellation));
        if (hub)
        {
            await SendAsync("""{"protocol":"json","version":1}""");
            await SendAsync($$"""{"type":1,"invocationId":"w","target":"Watch","arguments":["{{stream}}",null]}""");
        }

        return socket;

        // A text frame, masked with zeros.
        async Task SendAsync(string message)
        {
            var payload = Encoding.ASCII.GetBytes(message + '\u001e');
            await socket.SendAsync((byte[])[0x81, (byte)(0x80 | (payload.Length < 126 ? payload.Length : 126)), .. payload.Length < 126 ? [] : (byte[])[(byte)(payload.Length >> 8), (byte)payload.Length], 0, 0, 0, 0, .. payload], Cancellation);
        }
    }

    /// <summary>Sends reports at a steady pace, large enough to fill the buffers of a watcher that does not read.</summary>
    private static async Task<long> ReportAsync(ServerProcess server, string stream, int reports)
    {
        var (head, padding) = (0L, new string('x', 3_000));
        using var pace = new PeriodicTimer(Pace, TimeProvider.System);
        for (var i = 0; i < reports; i++)
        {
            head = await server.ReportAsync(stream, $"Report {i}", new { sent = Stopwatch.GetTimestamp(), padding });
            await pace.WaitForNextTickAsync(Cancellation);
        }

        return head;
    }

    /// <summary>Sends one report after the other, as fast as they are acknowledged.</summary>
    private static async Task<int> CountAsync(ServerProcess server, string stream, CancellationToken over)
    {
        var count = 0;
        for (; !over.IsCancellationRequested; count++)
            await server.ReportAsync(stream, "As fast as it goes");
        return count;
    }
}
