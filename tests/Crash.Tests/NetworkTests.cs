using System.Globalization;

namespace Streams.Crash.Tests;

/// <summary>
/// The server is well, and what is between it and its clients is not: it delays, lets little pass, cuts, resets in the middle of a frame and swallows. <c>STREAMS_SEED</c> makes
/// the randomness of one run that of another.
/// </summary>
public sealed class NetworkTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Bad = TimeSpan.FromSeconds(1.5);
    private static readonly Patience Short = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3));

    [Fact]
    public async Task After_each_fault_and_all_together_what_was_acknowledged_is_there_once_and_every_viewer_has_it()
    {
        output.Say($"STREAMS_SEED={Run.Seed}");
        var random = new Random(Run.Seed);
        using var limit = new CancellationTokenSource(Limit);
        using var storage = Storage.Sqlite();
        await using var server = await storage.StartAsync(port: 0);
        await using var network = new FaultyProxy(server.Url, random.Next());
        using var load = await Load.StartAsync(new(network.Url), random, Short, LoadSize.Usual with { BotPace = 25 }, limit.Token);
        NetworkFaults[] each = [NetworkFaults.Delay, NetworkFaults.Bandwidth, NetworkFaults.Cut, NetworkFaults.Reset, NetworkFaults.BlackHole];
        foreach (var faults in each.Append(NetworkFaults.All))
        {
            var before = each.ToDictionary(fault => fault, network.Met);
            network.Faults = faults;
            await Task.Delay(Bad, TimeProvider.System, limit.Token);
            network.Faults = NetworkFaults.None;
            var recovery = TimeProvider.System.GetTimestamp();
            await load.RecoverAsync();
            var met = each.Where(fault => faults.HasFlag(fault)).ToDictionary(fault => fault, fault => network.Met(fault) - before[fault]);
            output.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{faults}: {string.Join(", ", met.Select(pair => $"{pair.Key} {pair.Value:N0}"))}; whole again after {TimeProvider.System.GetElapsedTime(recovery).TotalMilliseconds:N0} ms"));
            Assert.DoesNotContain(0, met.Values);
        }

        await load.EndAsync();
        Assert.Equal(0, await server.StopAsync());
        output.Say($"{network.Connections:N0} connections: {await load.CheckAsync(storage)}");
    }
}
