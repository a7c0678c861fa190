using System.Globalization;

namespace Streams.Crash.Tests;

/// <summary>
/// A healthy server behind a bad network that delays, throttles, cuts, resets in the middle of a frame and swallows data.
/// <c>STREAMS_SEED</c> repeats the random choices of a run.
/// </summary>
public sealed class NetworkTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Bad = TimeSpan.FromSeconds(1.5);
    private static readonly ClientTimeouts Short = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3));

    [Fact]
    public async Task Through_each_network_fault_and_all_at_once_every_acknowledged_report_is_stored_once_and_reaches_every_viewer()
    {
        output.Print($"STREAMS_SEED={Run.Seed}");
        var random = new Random(Run.Seed);
        using var limit = new CancellationTokenSource(Limit);
        using var storage = Storage.Sqlite();
        await using var server = await storage.StartAsync(port: 0);
        await using var network = new FaultyProxy(server.Url, random.Next());
        using var load = await Load.StartAsync(new(network.Url), random, Short, LoadSize.Usual with { BotPace = 25 }, limit.Token);
        NetworkFaults[] each = [NetworkFaults.Delay, NetworkFaults.Bandwidth, NetworkFaults.Cut, NetworkFaults.Reset, NetworkFaults.BlackHole];
        foreach (var faults in each.Append(NetworkFaults.All))
        {
            var before = each.ToDictionary(fault => fault, network.Occurrences);
            network.Faults = faults;
            await Task.Delay(Bad, TimeProvider.System, limit.Token);
            network.Faults = NetworkFaults.None;
            var recovery = TimeProvider.System.GetTimestamp();
            await load.RecoverAsync();
            var occurrences = each.Where(fault => faults.HasFlag(fault)).ToDictionary(fault => fault, fault => network.Occurrences(fault) - before[fault]);
            output.Print(string.Create(
                CultureInfo.InvariantCulture,
                $"{faults}: {string.Join(", ", occurrences.Select(pair => $"{pair.Key} {pair.Value:N0}"))}; recovered after {TimeProvider.System.GetElapsedTime(recovery).TotalMilliseconds:N0} ms"));
            Assert.DoesNotContain(0, occurrences.Values);
        }

        await load.EndAsync();
        Assert.Equal(0, await server.StopAsync());
        output.Print($"{network.Connections:N0} connections: {await load.CheckAsync(storage)}");
    }
}
