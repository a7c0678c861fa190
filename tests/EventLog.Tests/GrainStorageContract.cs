using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.TestingHost;
using Streams.Grains.EventLog;

namespace Streams.EventLog.Tests;

/// <summary>The contract of Orleans' ADO.NET grain storage, on our tables and SQL. Each kind of database inherits these tests.</summary>
public abstract class GrainStorageContract : IAsyncLifetime
{
    private static readonly GrainId Grain = GrainId.Create("stream", "some-stream");
    private InProcessTestCluster _cluster = null!;

    private IGrainStorage Storage => _cluster.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>("test");

    public ValueTask InitializeAsync() => StartAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await RemoveAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the test's data; called again after <see cref="Close"/>.</summary>
    protected abstract Task<IDataStore> OpenAsync();

    protected abstract void Close();

    protected abstract Task RemoveAsync();

    [Fact]
    public async Task State_survives_a_restart()
    {
        Assert.False((await ReadAsync()).RecordExists);
        await WriteAsync("one");
        await StopAsync();
        await StartAsync();
        var state = await ReadAsync();
        Assert.Equal((true, "one"), (state.RecordExists, state.State!.Text));
    }

    [Fact]
    public async Task A_write_based_on_an_older_version_fails()
    {
        var first = await WriteAsync("one");
        var stale = await ReadAsync();
        first.State!.Text = "two";
        await Storage.WriteStateAsync("state", Grain, first);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("state", Grain, stale));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync("state", Grain, stale));
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync("as if new"));
        Assert.Equal("two", (await ReadAsync()).State!.Text);
    }

    [Fact]
    public async Task Cleared_state_is_gone_and_can_be_written_again()
    {
        var state = await WriteAsync("one");
        await Storage.ClearStateAsync("state", Grain, state);
        Assert.False((await ReadAsync()).RecordExists);
        await WriteAsync("again");
        Assert.Equal("again", (await ReadAsync()).State!.Text);
    }

    [Fact]
    public async Task Grains_do_not_share_state()
    {
        await WriteAsync("one");
        var other = new GrainState<Stored>(new Stored());
        await Storage.ReadStateAsync("state", GrainId.Create("stream", "other"), other);
        Assert.False(other.RecordExists);
    }

    private async Task<GrainState<Stored>> WriteAsync(string text)
    {
        var state = new GrainState<Stored>(new Stored { Text = text });
        await Storage.WriteStateAsync("state", Grain, state);
        return state;
    }

    private async Task<GrainState<Stored>> ReadAsync()
    {
        var state = new GrainState<Stored>(new Stored());
        await Storage.ReadStateAsync("state", Grain, state);
        return state;
    }

    private async ValueTask StartAsync()
    {
        var store = await OpenAsync();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.UseSystemTextJsonGrainStorageSerializer();
            silo.AddAdoNetGrainStorage("test", options =>
            {
                options.Invariant = store.GrainsInvariant;
                options.ConnectionString = store.GrainsConnectionString;
                options.DeleteStateOnClear = true;
            });
        });
        builder.Options.ServiceId = "the-same-after-a-restart";
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    private async Task StopAsync()
    {
        await _cluster.DisposeAsync();
        Close();
    }

    private sealed class Stored
    {
        public string Text { get; set; } = "";
    }
}
