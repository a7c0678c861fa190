using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Orleans.Core.Internal;
using Orleans.Serialization;
using Streams.Contract;
using Streams.Grains.Cluster;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Cluster;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Streams;

namespace Streams.Grains.Tests;

/// <summary>The promises of the grains in a cluster of three silos, of which some stop, are killed or join.</summary>
public sealed class ClusterTests
{
    private const short Silos = 3;
    private const string Host = "host-1";
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_burst_of_new_streams_spreads_evenly_over_the_silos()
    {
        await using var host = await GrainHost.StartAsync(silos: Silos);
        await Task.WhenAll(Enumerable.Range(0, 600).Select(i => host.CreateAsync($"s{i}")));
        var spread = await host.SpreadAsync(typeof(StreamGrain));
        Assert.Equal((Silos, 600), (spread.Count, spread.Sum()));

        // 200 each on average; 140 is five standard deviations away.
        Assert.All(spread, count => Assert.InRange(count, 140, 260));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_whose_silo_stops_continues_on_another_with_every_acknowledged_report(bool killed)
    {
        await using var host = await GrainHost.StartAsync(silos: Silos);
        await host.CreateAsync("s");
        for (var i = 1; i <= 20; i++)
            await ReportedAsync(host, new ProgressReport($"r{i}", i, 50));
        var before = await host.SnapshotAsync("s");
        var old = await LoseAsync(host, host.Stream("s"), killed);

        var again = await ReportedAsync(host, new ProgressReport("r7", 99, 50));
        Assert.Equal((0, 1, before.Position), (again.Accepted, again.Duplicates, again.Position));
        Assert.Equal(before.Position.Seq + 1, (await ReportedAsync(host, new ProgressReport("r21", 21, 50))).Position.Seq);
        Assert.Equal(21, (await host.SnapshotAsync("s")).Progress.Completed);
        Assert.NotEqual(old, (await host.SiloOfAsync(host.Stream("s"))).SiloAddress);
    }

    [Fact]
    public async Task A_stream_that_moves_to_another_silo_keeps_its_watchers()
    {
        await using var host = await GrainHost.StartAsync(silos: Silos);
        var news = new NewsCollector(host.Time);
        await news.SubscribeAsync(host.Client, Host);
        await host.CreateAsync("s");
        await host.Stream("s").Watch(Host);
        await news.WaitForAsync((await ReportedAsync(host, new ProgressReport("r1", 1, 50))).Position.Seq);

        // The fake clock may have advanced a lot.
        await host.Stream("s").Renew(Host);
        await LoseAsync(host, host.Stream("s"), killed: false);
        await news.WaitForAsync((await ReportedAsync(host, new ProgressReport("r2", 2, 50))).Position.Seq);
    }

    [Fact]
    public async Task A_migrated_stream_keeps_its_state()
    {
        await using var host = await GrainHost.StartAsync(silos: Silos);
        await host.CreateAsync("s");
        for (var i = 1; i <= 20; i++)
            await ReportedAsync(host, new ProgressReport($"r{i}", i, 50));
        var before = await host.SnapshotAsync("s");
        var old = (await host.SiloOfAsync(host.Stream("s"))).SiloAddress;

        // Its placement picks the target, which can be the present silo.
        await host.UntilAsync(
            async () =>
            {
                await host.Stream("s").Cast<IGrainManagementExtension>().MigrateOnIdle();
                await host.SnapshotAsync("s");
                return (await host.SiloOfAsync(host.Stream("s"))).SiloAddress;
            },
            silo => !silo.Equals(old));
        Assert.Equal(before.Position, (await host.SnapshotAsync("s")).Position);
        Assert.Equal(1, (await ReportedAsync(host, new ProgressReport("r20", 20, 50))).Duplicates);
    }

    [Fact]
    public async Task A_snapshot_is_unchanged_after_a_transfer_between_silos()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s", agents: new NewAgent(AgentTypes.OpportunityBot));
        await ReportedAsync(host, new ProgressReport("r1", 40, 50));
        await ReportedAsync(host, new ItemsReport("r2", [new ReportedItem(null, "Ada Systems Ltd", QualityScore: 4.5)]));
        await host.Stream("s").Watch(Host);
        await host.DeactivateAsync();
        var stored = await host.UntilAsync(() => Task.FromResult(host.Storage.Find<StreamSnapshotHolder>("snapshot")), found => found?.Snapshot?.Leases?.Count == 1);
        var serializer = host.Cluster.Silos[0].ServiceProvider.GetRequiredService<Serializer>();
        var travelled = serializer.Deserialize<StreamSnapshotHolder>(serializer.SerializeToArray(stored!));
        Assert.Equal(JsonSerializer.Serialize(stored), JsonSerializer.Serialize(travelled));
    }

    [Fact]
    public async Task A_stream_whose_silo_was_killed_informs_its_watchers_once_they_have_renewed()
    {
        await using var host = await GrainHost.StartAsync(silos: Silos);
        var news = new NewsCollector(host.Time);
        await news.SubscribeAsync(host.Client, Host);
        await host.CreateAsync("s");
        await host.Stream("s").Watch(Host);
        var version = await host.Grains.GetGrain<IClusterGrain>(0).GetVersion();
        await LoseAsync(host, host.Stream("s"), killed: true);
        var missed = (await ReportedAsync(host, new ProgressReport("r1", 1, 50))).Position;

        // As an API host does: it sees that the cluster has changed, and renews its lease.
        await host.UntilAsync(() => GrainHost.TryAsync(() => host.Grains.GetGrain<IClusterGrain>(0).GetVersion(), version), now => now > version);
        Assert.Equal(missed, GrainHost.Expect(await host.Stream("s").Renew(Host)));
        await news.WaitForAsync((await ReportedAsync(host, new ProgressReport("r2", 2, 50))).Position.Seq);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_agent_whose_silo_stops_resumes_on_another_from_its_checkpoint(bool killed)
    {
        await using var host = await GrainHost.StartAsync(new ListSource(1_000), Silos);
        var agent = (await host.CreateAsync("s", 60, new NewAgent(AgentTypes.OpportunityBot, Config: JsonText.Parse("""{"items_per_second":20}""")))).Agents[0];
        await host.Agent(agent).Execute();
        await host.UntilAsync(() => host.SnapshotAsync("s"), snapshot => snapshot.Progress.Completed >= 20, Step);
        await LoseAsync(host, host.Agent(agent), killed);

        // Only a supervisor calls the agent, when it sees that the cluster has changed.
        await host.UntilAsync(() => GrainHost.TryAsync<Snapshot?>(async () => await host.SnapshotAsync("s"), null), snapshot => snapshot?.Stream.GoalStatus == GoalStatus.Completed, Step);
        var items = GrainHost.Expect(await host.Stream("s").ReadItems(new ItemQuery(null, ItemSort.CreatedAt, 500, null))).Items;
        Assert.Equal((60, 60), (items.Length, items.Select(item => item.Key).Distinct().Count()));
    }

    [Fact]
    public async Task Each_running_agent_belongs_to_one_silo()
    {
        await using var host = await GrainHost.StartAsync(silos: Silos);
        var shares = host.Cluster.Silos.Select(silo => SiloShare.Of(
            silo.ServiceProvider.GetRequiredService<IClusterMembershipService>().CurrentSnapshot, silo.SiloAddress)).ToArray();
        var mine = Enumerable.Range(0, 300).Select(i => shares.Count(share => share.IsMine($"s{i}/a"))).ToArray();
        Assert.All(mine, count => Assert.Equal(1, count));
        Assert.All(shares, share => Assert.InRange(Enumerable.Range(0, 300).Count(i => share.IsMine($"s{i}/a")), 50, 150));
    }

    [Fact]
    public async Task A_silo_that_joins_gets_its_share_of_new_streams()
    {
        await using var host = await GrainHost.StartAsync(silos: Silos);
        await host.Cluster.StartAdditionalSiloAsync();
        await host.Cluster.WaitForLivenessToStabilizeAsync();
        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => host.CreateAsync($"s{i}")));
        Assert.Equal(Silos + 1, (await host.SpreadAsync(typeof(StreamGrain))).Count);
    }

    [Fact]
    public async Task The_warm_up_leaves_nothing_behind()
    {
        await using var host = await GrainHost.StartAsync(silos: Silos);
        var complaints = new FakeLogger<WarmUp>();
        var silo = host.Cluster.Silos[^1].ServiceProvider;
        await ActivatorUtilities.CreateInstance<WarmUp>(silo, complaints).StartAsync(TestContext.Current.CancellationToken);
        Assert.Empty(complaints.Collector.GetSnapshot());
        Assert.Equal(1, host.Log.Appends);
        Assert.Equal(0, host.Log.Streams);
        Assert.Null(host.Storage.Find<StreamSnapshotHolder>("snapshot"));
        await host.UntilAsync(() => host.SpreadAsync(typeof(StreamGrain)), spread => spread.Sum() == 0);
    }

    [Fact]
    public async Task A_silo_whose_warm_up_fails_starts_anyway()
    {
        await using var host = await GrainHost.StartAsync(silos: Silos);
        host.Log.Fail(1);
        var complaints = new FakeLogger<WarmUp>();
        await ActivatorUtilities.CreateInstance<WarmUp>(host.Cluster.Silos[0].ServiceProvider, complaints).StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal("StartedCold", Assert.Single(complaints.Collector.GetSnapshot()).Id.Name);
    }

    [Fact]
    public async Task Two_activations_that_write_to_one_stream_interleave_without_a_gap_or_a_loss()
    {
        await using var host = await GrainHost.StartAsync(silos: Silos);
        await host.CreateAsync("s");

        // The other writer represents an activation on a silo that was wrongly declared dead.
        var other = Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
                await AppendAsync(host, i);
        });
        var acknowledged = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            if ((await host.ReportAsync("s", new ProgressReport($"r{i}", i, 500))).Value is { Accepted: 1 })
                acknowledged.Add($"r{i}");
        }

        await other;
        var log = host.Log.Of("s");
        Assert.Equal(Enumerable.Range(1, log.Count).Select(seq => (long)seq), log.Select(record => record.Seq));
        Assert.Equal(acknowledged, log.Select(record => record.ReportId).Where(id => id?.StartsWith('r') == true));
        Assert.Equal(200, log.Count(record => record.ReportId?.StartsWith('o') == true));
        Assert.NotEmpty(acknowledged);
    }

    private static async Task AppendAsync(GrainHost host, int i)
    {
        while (true)
        {
            var seq = host.Log.Of("s")[^1].Seq + 1;
            var progress = new Progress("s", i, 500, 0, null, null, GrainHost.Start);
            try
            {
                await host.Log.AppendAsync(new LogAppend("s", [new(new StreamEvent(seq, EventName.ProgressUpdate, ContractJson.ToText(progress), GrainHost.Start), $"o{i}")], [], null));
                return;
            }
            catch (LogConflictException)
            {
                // The grain was first; append after its event.
            }
        }
    }

    /// <summary>Reports until it is acknowledged, as an API host does.</summary>
    private static Task<ReportAck> ReportedAsync(GrainHost host, Report report) =>
        host.UntilAsync(() => GrainHost.TryAsync(async () => (await host.ReportAsync("s", report)).Value, null), ack => ack is not null)!;

    private static async Task<SiloAddress> LoseAsync(GrainHost host, IAddressable grain, bool killed)
    {
        var silo = await host.SiloOfAsync(grain);
        await (killed ? host.Cluster.KillSiloAsync(silo) : host.Cluster.StopSiloAsync(silo));
        return silo.SiloAddress;
    }
}
