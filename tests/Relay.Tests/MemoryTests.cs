using System.Globalization;

namespace Streams.Relay.Tests;

/// <summary>The memory that remains after watchers left. Measures the whole process, so no other test runs in parallel.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public class MemoryTests(ITestOutputHelper output)
{
    private const int Streams = 20;
    private const int AtOnce = 100;
    private const int Watchers = 5_000;
    private const int MaxRounds = 6;

    // 200 bytes per watcher: a fortieth of what a connected one takes.
    private const long MaxGrowth = 1024 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watchers_that_came_and_went_leave_no_memory_behind()
    {
        await using var server = await LiveServer.StartAsync();
        for (var i = 0; i < Streams; i++)
            server.Source.Create($"s{i}", activities: 50);

        // The first rounds fill pools and caches. They have a peak, but what is kept of a watcher grows in every round.
        var (growth, rounds) = (long.MaxValue, 0);
        for (var before = await RoundAsync(server); growth > MaxGrowth && rounds < MaxRounds; rounds++)
        {
            var after = await RoundAsync(server);
            (growth, before) = (after - before, after);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{growth / 1024.0:0} KiB more after {Watchers:N0} watchers"));
        }

        Assert.InRange(growth, long.MinValue, MaxGrowth);
        Assert.Equal(server.Source.Watches, server.Source.Unwatches);
    }

    private static async Task<long> RoundAsync(LiveServer server)
    {
        await ConnectAndLeaveAsync(server, Watchers);
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>Half over the hub, half over SSE; each gets its snapshot and disconnects without closing the watch.</summary>
    private static async Task ConnectAndLeaveAsync(LiveServer server, int watchers)
    {
        await Parallel.ForAsync(0, watchers, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancellation }, async (i, _) =>
        {
            if (i % 2 == 0)
                await WatchHubAsync(server, $"s{i % Streams}");
            else
                await WatchSseAsync(server, $"s{i % Streams}");
        });
        await Signal.DriveAsync(server.Time, () => server.Relay.Count == 0, () => $"{server.Relay.Count} live copies");
    }

    private static async Task WatchHubAsync(LiveServer server, string stream)
    {
        using var hub = await HubWire.ConnectAsync(server.Http.BaseAddress!);
        await hub.CallAsync("Watch", $"""["{stream}",null]""");
        while ((await hub.NextAsync()).GetProperty("type").GetInt32() != 3)
        {
        }
    }

    private static async Task WatchSseAsync(LiveServer server, string stream)
    {
        using var response = await server.Http.GetAsync(new Uri($"/api/streams/{stream}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        Assert.StartsWith("id: ", await lines.ReadLineAsync(Cancellation), StringComparison.Ordinal);
    }
}
