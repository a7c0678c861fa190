using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Streams.Contract;
using Streams.Grains.Agents;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Tests;

/// <summary>The supervisor resumes interrupted runs, whatever else fails.</summary>
public class AgentSupervisorTests
{
    private static readonly NewAgent SlowBot = new(AgentTypes.OpportunityBot, Config: JsonText.Parse("""{"items_per_second":50}"""));
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Invalid_keys_do_not_prevent_other_runs_from_resuming()
    {
        await using var host = await GrainHost.StartAsync(new ListSource(100));
        for (var i = 0; i < 200; i++)
            await host.Log.AddAsync($"nonsense-{i}", TestContext.Current.CancellationToken);
        var agent = await InterruptAsync(host);
        var silo = host.Cluster.Silos[0].ServiceProvider;
        using var supervisor = New(host, silo.GetRequiredService<IClusterMembershipService>());
        await supervisor.StartAsync(TestContext.Current.CancellationToken);
        var ended = await host.UntilAsync(async () => GrainHost.Expect(await host.Agent(agent).Get()), agent => agent.Status != AgentStatus.Running, Step);
        Assert.Equal(AgentStatus.Completed, ended.Status);
        await supervisor.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_failure_to_watch_the_cluster_does_not_stop_the_supervisor()
    {
        await using var host = await GrainHost.StartAsync(new ListSource(100));
        var agent = await InterruptAsync(host);
        var silo = host.Cluster.Silos[0].ServiceProvider;
        using var supervisor = New(host, new BrokenMembership(silo.GetRequiredService<IClusterMembershipService>()));
        await supervisor.StartAsync(TestContext.Current.CancellationToken);
        var ended = await host.UntilAsync(async () => GrainHost.Expect(await host.Agent(agent).Get()), agent => agent.Status != AgentStatus.Running, Step);
        Assert.Equal(AgentStatus.Completed, ended.Status);
        await supervisor.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(supervisor.ExecuteTask!.IsCompletedSuccessfully);
    }

    /// <summary>Leaves a run in the registry whose loop ended because its checkpoint could not be written.</summary>
    private static async Task<AgentAssignment> InterruptAsync(GrainHost host)
    {
        var agent = (await host.CreateAsync("s", 10, SlowBot)).Agents[0];
        GrainHost.Expect(await host.Agent(agent).Execute());
        host.Storage.FailingWrites = 1;
        await host.UntilAsync(() => Task.FromResult(host.Storage.FailingWrites), left => left == 0, Step);
        return agent;
    }

    private static AgentSupervisor New(GrainHost host, IClusterMembershipService membership)
    {
        var silo = host.Cluster.Silos[0].ServiceProvider;
        return new(
            host.Grains,
            silo.GetRequiredService<IRunRegistry>(),
            silo.GetRequiredService<LocalRuns>(),
            membership,
            silo.GetRequiredService<ILocalSiloDetails>(),
            host.Time,
            NullLogger<AgentSupervisor>.Instance);
    }

    private sealed class BrokenMembership(IClusterMembershipService inner) : IClusterMembershipService
    {
        public ClusterMembershipSnapshot CurrentSnapshot => inner.CurrentSnapshot;

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new InvalidOperationException("The test makes this fail.");

        public ValueTask Refresh(MembershipVersion minimumVersion, CancellationToken cancellationToken) => inner.Refresh(minimumVersion, cancellationToken);

        public Task<bool> TryKill(SiloAddress siloAddress) => inner.TryKill(siloAddress);
    }
}
