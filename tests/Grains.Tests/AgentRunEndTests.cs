using Streams.Contract;
using Streams.Grains.Interfaces.Agents;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Tests;

/// <summary>Calls that arrive while a run ends: between its last report, the write that ends it, and its removal from the registry.</summary>
public class AgentRunEndTests
{
    private static readonly NewAgent Bot = new(AgentTypes.OpportunityBot);
    private static readonly NewAgent SlowBot = new(AgentTypes.OpportunityBot, Config: JsonText.Parse("""{"items_per_second":10}"""));
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_run_that_is_requested_while_the_previous_one_leaves_the_registry_starts()
    {
        GatedRegistry registry = null!;
        await using var host = await GrainHost.StartAsync(new ListSource(100), registry: log => registry = new(log));
        var agent = (await host.CreateAsync("s", 5, Bot)).Agents[0];
        Task<Outcome<Execution>> second;
        using (registry.HoldRemovals())
        {
            GrainHost.Expect(await host.Agent(agent).Execute());
            await registry.Removing.WaitAsync(Limit, TestContext.Current.CancellationToken);
            second = host.Agent(agent).Execute();
            await WaitForArrivalAsync(host);
        }

        var execution = GrainHost.Expect(await second);
        var ended = await EndedAsync(host, agent);
        Assert.Equal((execution.Id, 2, AgentStatus.Completed), (ended.Executions[0].Id, ended.Executions.Count, ended.Status));

        // If the first run were removed after the second was added, nothing would resume the second after a crash.
        await host.UntilAsync(() => Task.FromResult(registry.Calls.Count), count => count == 4);
        Assert.Equal(["add", "remove", "add", "remove"], registry.Calls);
    }

    [Fact]
    public async Task A_second_run_is_refused_if_the_end_of_the_first_cannot_be_stored()
    {
        await using var host = await GrainHost.StartAsync(new ListSource(100));
        var agent = (await host.CreateAsync("s", 5, Bot)).Agents[0];
        using var end = new GatedEnd(host);
        GrainHost.Expect(await host.Agent(agent).Execute());
        await end.Writing.WaitAsync(Limit, TestContext.Current.CancellationToken);
        var second = host.Agent(agent).Execute();
        await WaitForArrivalAsync(host);
        end.Fail();

        Assert.Equal(RefusalCode.AgentAlreadyRunning, (await second).Refusal?.Code);
        await ResumeAsync(host);
        var ended = await EndedAsync(host, agent);
        Assert.Equal((1, AgentStatus.Completed), (ended.Executions.Count, ended.Status));
    }

    [Fact]
    public async Task A_run_whose_end_cannot_be_stored_stays_in_the_registry_despite_a_concurrent_resume()
    {
        await using var host = await GrainHost.StartAsync(new ListSource(100));
        var agent = (await host.CreateAsync("s", 5, Bot)).Agents[0];
        using var end = new GatedEnd(host);
        GrainHost.Expect(await host.Agent(agent).Execute());
        await end.Writing.WaitAsync(Limit, TestContext.Current.CancellationToken);
        var resume = ResumeAsync(host);
        await WaitForArrivalAsync(host);
        end.Fail();
        await resume;

        Assert.NotEmpty(await host.Log.ListAsync());
        await ResumeAsync(host);
        Assert.Equal(AgentStatus.Completed, (await EndedAsync(host, agent)).Status);
        await host.UntilAsync(() => host.Log.ListAsync(), keys => keys.Count == 0);
    }

    [Fact]
    public async Task An_end_that_is_not_stored_yet_is_not_visible()
    {
        await using var host = await GrainHost.StartAsync(new ListSource(100));
        var agent = (await host.CreateAsync("s", 5, Bot)).Agents[0];
        using var end = new GatedEnd(host);
        GrainHost.Expect(await host.Agent(agent).Execute());
        await end.Writing.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal(AgentStatus.Running, GrainHost.Expect(await host.Agent(agent).Get()).Status);
    }

    [Fact]
    public async Task A_run_whose_cancellation_could_not_be_stored_can_be_cancelled_again_at_once()
    {
        await using var host = await GrainHost.StartAsync(new ListSource(100));
        var agent = (await host.CreateAsync("s", 50, SlowBot)).Agents[0];
        GrainHost.Expect(await host.Agent(agent).Execute());
        await host.UntilAsync(() => host.SnapshotAsync("s"), snapshot => snapshot.Progress.Completed >= 3, Step);
        host.Storage.FailingWrites = 1;
        Assert.Equal(RefusalCode.Unavailable, (await host.Agent(agent).Cancel()).Refusal?.Code);

        Assert.Equal(AgentStatus.Cancelled, GrainHost.Expect(await host.Agent(agent).Cancel()).Status);
        Assert.Empty((await host.SnapshotAsync("s")).ActiveAgents);
        Assert.Empty(await host.Log.ListAsync());
    }

    [Fact]
    public async Task An_agent_whose_stream_could_not_be_deleted_can_run_again()
    {
        GatedRegistry registry = null!;
        await using var host = await GrainHost.StartAsync(new ListSource(100), registry: log => registry = new(log));
        var agent = (await host.CreateAsync("s", 50, SlowBot)).Agents[0];
        GrainHost.Expect(await host.Agent(agent).Execute());
        registry.FailRemovals(1);
        Assert.Equal(RefusalCode.Unavailable, (await host.Stream("s").Delete()).Refusal?.Code);

        await host.UntilAsync(() => host.Agent(agent).Execute(), outcome => outcome.Refusal is null, Step);
        Assert.Equal(AgentStatus.Completed, (await EndedAsync(host, agent)).Status);
        Assert.Equal(50, (await host.SnapshotAsync("s")).Progress.Completed);
    }

    [Fact]
    public async Task A_failed_removal_from_the_registry_does_not_undo_the_end_of_the_run()
    {
        GatedRegistry registry = null!;
        await using var host = await GrainHost.StartAsync(new ListSource(100), registry: log => registry = new(log));
        var agent = (await host.CreateAsync("s", 5, Bot)).Agents[0];
        registry.FailRemovals(1);
        GrainHost.Expect(await host.Agent(agent).Execute());
        Assert.Equal(AgentStatus.Completed, (await EndedAsync(host, agent)).Status);

        // The supervisor's next round removes it.
        await ResumeAsync(host);
        Assert.Empty(await host.Log.ListAsync());
        Assert.Equal(ActivityType.Completed, Assert.Single((await host.SnapshotAsync("s")).Activities, activity => activity.ActivityType == ActivityType.Completed).ActivityType);
    }

    /// <summary>Makes enough calls from the same client over the same route that an earlier call has certainly reached its grain.</summary>
    private static async Task WaitForArrivalAsync(GrainHost host)
    {
        for (var i = 0; i < 50; i++)
            await host.SnapshotAsync("s");
    }

    /// <summary>Does the same as one round of the supervisor.</summary>
    private static async Task ResumeAsync(GrainHost host)
    {
        foreach (var key in await host.Log.ListAsync())
            await host.Grains.GetGrain<IAgentGrain>(key).Resume();
    }

    private static Task<Agent> EndedAsync(GrainHost host, AgentAssignment agent) => host.UntilAsync(
        async () => GrainHost.Expect(await host.Agent(agent).Get()), agent => agent.Status != AgentStatus.Running, Step);

    /// <summary>Holds the write that ends a run, and can make it fail.</summary>
    private sealed class GatedEnd : IDisposable
    {
        private readonly TaskCompletionSource _writing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly GrainHost _host;

        public GatedEnd(GrainHost host)
        {
            _host = host;
            host.Storage.BeforeWrite = HoldAsync;
        }

        /// <summary>Completes when the run is about to be stored as ended.</summary>
        public Task Writing => _writing.Task;

        public void Fail()
        {
            _host.Storage.BeforeWrite = null;
            _release.TrySetException(new IOException("The test makes this write fail."));
        }

        public void Dispose()
        {
            _host.Storage.BeforeWrite = null;
            _release.TrySetResult();
        }

        private async Task HoldAsync(string state)
        {
            // Once the run's completion is in the feed, the next write of the agent ends the run.
            if (state != "agent" || !_host.Log.Of("s").Any(record => record.ReportId?.EndsWith(".finished", StringComparison.Ordinal) == true))
                return;
            _writing.TrySetResult();
            await _release.Task;
        }
    }
}
