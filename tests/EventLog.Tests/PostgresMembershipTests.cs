using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Messaging;
using Streams.Grains.EventLog.Postgres;

namespace Streams.EventLog.Tests;

/// <summary>The contract of Orleans' ADO.NET clustering, on our tables and SQL.</summary>
public sealed class PostgresMembershipTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly DateTime Start = new(2026, 11, 24, 9, 46, 0, DateTimeKind.Utc);
    private string _database = "";
    private IHost _host = null!;

    private IMembershipTable Table => _host.Services.GetRequiredService<IMembershipTable>();

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        PostgresStore.Open(new PostgresOptions { ConnectionString = _database }, NullLogger.Instance).Dispose();
        _host = SiloOf("one");
        await Table.InitializeMembershipTableAsync(tryInitTableVersion: true);
    }

    public ValueTask DisposeAsync()
    {
        _host.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_empty_cluster_has_a_version_and_no_members()
    {
        var all = await Table.ReadAllAsync();
        Assert.Empty(all.Members);
        Assert.Equal(0, all.Version.Version);
        await Table.InitializeMembershipTableAsync(tryInitTableVersion: true);
        Assert.Equal(0, (await Table.ReadAllAsync()).Version.Version);
    }

    [Fact]
    public async Task A_member_is_read_as_it_was_written()
    {
        var entry = Entry(1);
        Assert.True(await InsertAsync(entry));
        var read = Assert.Single((await Table.ReadAllAsync()).Members).Item1;
        Assert.Equal(
            (entry.SiloAddress, entry.SiloName, entry.HostName, entry.Status, entry.ProxyPort, entry.StartTime, entry.IAmAliveTime),
            (read.SiloAddress, read.SiloName, read.HostName, read.Status, read.ProxyPort, read.StartTime, read.IAmAliveTime));
        Assert.Equal(entry.SiloAddress, Assert.Single((await Table.ReadRowAsync(entry.SiloAddress)).Members).Item1.SiloAddress);
        Assert.Empty((await Table.ReadRowAsync(Entry(2).SiloAddress)).Members);
    }

    [Fact]
    public async Task Of_two_silos_that_join_from_the_same_version_one_succeeds()
    {
        var seen = (await Table.ReadAllAsync()).Version;
        var both = await Task.WhenAll(Table.InsertRowAsync(Entry(1), seen.Next()), Table.InsertRowAsync(Entry(2), seen.Next()));
        Assert.Single(both, entered => entered);
        var now = await Table.ReadAllAsync();
        Assert.Equal((1, 1), (now.Members.Count, now.Version.Version));
    }

    [Fact]
    public async Task A_member_joins_only_once()
    {
        Assert.True(await InsertAsync(Entry(1)));
        Assert.False(await InsertAsync(Entry(1)));
        Assert.Equal(1, (await Table.ReadAllAsync()).Version.Version);
    }

    [Fact]
    public async Task A_change_requires_the_current_version_and_increments_it()
    {
        var entry = Entry(1);
        var stale = (await Table.ReadAllAsync()).Version;
        Assert.True(await InsertAsync(entry));
        entry.Status = SiloStatus.Dead;
        entry.AddSuspector(Entry(2).SiloAddress, Start);
        Assert.False(await Table.UpdateRowAsync(entry, stale.VersionEtag, stale.Next()));
        Assert.True(await UpdateAsync(entry));
        var all = await Table.ReadAllAsync();
        var read = all.Members[0].Item1;
        Assert.Equal((SiloStatus.Dead, Entry(2).SiloAddress, 2), (read.Status, Assert.Single(read.SuspectTimes!).Item1, all.Version.Version));
        Assert.False(await UpdateAsync(Entry(3)));
        Assert.Equal(2, (await Table.ReadAllAsync()).Version.Version);
    }

    [Fact]
    public async Task A_heartbeat_does_not_change_the_version()
    {
        var entry = Entry(1);
        await InsertAsync(entry);
        entry.IAmAliveTime = Start.AddMinutes(1);
        await Table.UpdateIAmAliveAsync(entry);
        var all = await Table.ReadAllAsync();
        Assert.Equal((Start.AddMinutes(1), 1), (all.Members[0].Item1.IAmAliveTime, all.Version.Version));
    }

    [Fact]
    public async Task Clients_see_only_the_gateways_of_active_silos()
    {
        await InsertAsync(Entry(1));
        await InsertAsync(Entry(2, SiloStatus.Dead));
        await InsertAsync(Entry(3, gateway: 0));
        var gateways = ClientOf("one").Services.GetRequiredService<IGatewayListProvider>();
        await gateways.InitializeGatewayListProvider();
        var only = Assert.Single(await gateways.GetGateways());
        Assert.Equal((IPAddress.Loopback.ToString(), 30_001), (only.Host, only.Port));
    }

    [Fact]
    public async Task Dead_silos_are_removed_when_they_are_old_enough()
    {
        await InsertAsync(Entry(1));
        await InsertAsync(Entry(2, SiloStatus.Dead));
        await Table.CleanupDefunctSiloEntriesAsync(Start);
        Assert.Equal(2, (await Table.ReadAllAsync()).Members.Count);
        await Table.CleanupDefunctSiloEntriesAsync(Start.AddSeconds(1));
        Assert.Equal(SiloStatus.Active, Assert.Single((await Table.ReadAllAsync()).Members).Item1.Status);
    }

    [Fact]
    public async Task Clusters_on_one_database_do_not_see_each_other()
    {
        await InsertAsync(Entry(1));
        using var other = SiloOf("two");
        var table = other.Services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true);
        Assert.Empty((await table.ReadAllAsync()).Members);
        await Table.DeleteMembershipTableEntriesAsync("one");
        await Table.InitializeMembershipTableAsync(tryInitTableVersion: true);
        Assert.Empty((await Table.ReadAllAsync()).Members);
    }

    private static MembershipEntry Entry(int number, SiloStatus status = SiloStatus.Active, int? gateway = null) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 11_110 + number, 7),
        SiloName = $"silo-{number}",
        HostName = "host",
        Status = status,
        ProxyPort = gateway ?? 30_000 + number,
        StartTime = Start,
        IAmAliveTime = Start,
    };

    private async Task<bool> InsertAsync(MembershipEntry entry) => await Table.InsertRowAsync(entry, (await Table.ReadAllAsync()).Version.Next());

    private async Task<bool> UpdateAsync(MembershipEntry entry) =>
        (await Table.ReadAllAsync()).Version is var version && await Table.UpdateRowAsync(entry, version.VersionEtag, version.Next());

    private IHost SiloOf(string cluster) => Host.CreateEmptyApplicationBuilder(null).UseSilo(silo =>
    {
        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster, "streams"));
        silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", _database));
        silo.ConfigureEndpoints(IPAddress.Loopback, 11_111, 30_001);
    });

    private IHost ClientOf(string cluster) => Host.CreateEmptyApplicationBuilder(null).UseClient(client =>
    {
        client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster, "streams"));
        client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", _database));
    });
}

/// <summary>Hosts that are built but not started, for their services.</summary>
file static class Hosts
{
    public static IHost UseSilo(this HostApplicationBuilder builder, Action<ISiloBuilder> configure)
    {
        builder.UseOrleans(configure);
        return builder.Build();
    }

    public static IHost UseClient(this HostApplicationBuilder builder, Action<IClientBuilder> configure)
    {
        builder.UseOrleansClient(configure);
        return builder.Build();
    }
}
