using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Streams.Contract;
using Streams.Grains.Agents;
using Streams.Grains.Interfaces.Agents;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Tests;

public class AgentGrainTests
{
    private static readonly NewAgent Bot = new(AgentTypes.OpportunityBot);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private static NewAgent Paced(string type, double rate) => new(type, Config: JsonText.Parse($$"""{"items_per_second":{{rate}}}"""));

    [Fact]
    public async Task The_bot_finds_exactly_the_target_and_no_company_twice()
    {
        await using var host = await GrainHost.StartAsync(new ListSource(1_000));
        var agent = (await host.CreateAsync("s", 50, Bot)).Agents[0];
        var execution = await RunAsync(host, agent);
        Assert.Equal(AgentStatus.Completed, execution.Status);
        var items = await ItemsAsync(host);
        Assert.Equal(50, items.Length);
        Assert.Equal(50, items.Select(item => item.Key).Distinct().Count());
        var snapshot = await host.SnapshotAsync("s");
        Assert.Equal((50, 50, 100), (snapshot.Progress.Completed, snapshot.Progress.Total, snapshot.Progress.Percentage));
        Assert.Equal(10, snapshot.Activities.Count(activity => activity.ActivityType == ActivityType.Progress));
        Assert.Equal(GoalStatus.Completed, snapshot.Stream.GoalStatus);
    }

    [Fact]
    public async Task The_bot_reports_the_missing_number_if_the_source_is_exhausted()
    {
        var source = new ListSource(60);
        await using var host = await GrainHost.StartAsync(source);
        var agent = (await host.CreateAsync("s", 100, Bot)).Agents[0];
        var execution = await RunAsync(host, agent);
        Assert.Equal(AgentStatus.Completed, execution.Status);
        using var results = execution.Results!.ToDocument();
        Assert.Equal(source.Different, results.RootElement.GetProperty("items_created").GetInt32());
        Assert.Equal(100 - source.Different, results.RootElement.GetProperty("missing").GetInt32());
        var snapshot = await host.SnapshotAsync("s");
        Assert.Equal((ActivityType.Completed, GoalStatus.InProgress), (snapshot.Activities[0].ActivityType, snapshot.Stream.GoalStatus));
        Assert.Contains("60 of 100 are missing", snapshot.Activities[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_agents_in_sequence_complete_the_goal()
    {
        await using var host = await GrainHost.StartAsync(new ListSource(200));
        var agents = (await host.CreateAsync("s", 40, Bot, new NewAgent(AgentTypes.EnrichmentAgent), new NewAgent(AgentTypes.ScoringAgent))).Agents;
        foreach (var agent in agents)
            Assert.Equal(AgentStatus.Completed, (await RunAsync(host, agent)).Status);
        var snapshot = await host.SnapshotAsync("s");
        Assert.Equal(GoalStatus.Completed, snapshot.Stream.GoalStatus);
        Assert.Equal(new Dictionary<string, long> { [Stages.Scored] = 40 }, snapshot.Progress.ItemsByStage);
        Assert.Single(snapshot.Milestones, milestone => milestone.Type == MilestoneTypes.Completion);
        Assert.All(await ItemsAsync(host), item => Assert.Contains("score_reasons", item.Data.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Progress_is_reported_every_five_ten_and_twenty_companies_regardless_of_pages()
    {
        await using var host = await GrainHost.StartAsync(new ListSource(700));
        var agents = (await host.CreateAsync("s", 430, Bot, new NewAgent(AgentTypes.EnrichmentAgent), new NewAgent(AgentTypes.ScoringAgent))).Agents;
        foreach (var agent in agents)
            await RunAsync(host, agent);
        Assert.Equal(Multiples(5), await ProgressAsync(agents[0], "completed"));
        Assert.Equal(Multiples(10), await ProgressAsync(agents[1], "items_enriched"));
        Assert.Equal(Multiples(20), await ProgressAsync(agents[2], "items_scored"));

        static IEnumerable<int> Multiples(int of) => Enumerable.Range(1, 430 / of).Select(i => i * of);

        async Task<IEnumerable<int>> ProgressAsync(AgentAssignment agent, string count) =>
            GrainHost.Expect(await host.Stream("s").ReadActivities(beforeSeq: null, limit: 1_000)).Activities.Reverse()
                .Where(activity => activity.AgentId == agent.AgentId && activity.ActivityType == ActivityType.Progress)
                .Select(activity => JsonElement.Parse(activity.Data!.Utf8.Span).GetProperty(count).GetInt32());
    }

    [Fact]
    public async Task An_agent_has_one_run_at_a_time()
    {
        await using var host = await GrainHost.StartAsync(new ListSource(100));
        var agent = (await host.CreateAsync("s", 50, Paced(AgentTypes.OpportunityBot, 1))).Agents[0];
        Assert.Equal(AgentStatus.Running, GrainHost.Expect(await host.Agent(agent).Execute()).Status);
        Assert.Equal(RefusalCode.AgentAlreadyRunning, (await host.Agent(agent).Execute()).Refusal?.Code);
    }

    [Fact]
    public async Task A_cancelled_run_ends_and_can_be_followed_by_another()
    {
        await using var host = await GrainHost.StartAsync(new ListSource(100));
        var agent = (await host.CreateAsync("s", 50, Paced(AgentTypes.OpportunityBot, 10))).Agents[0];
        GrainHost.Expect(await host.Agent(agent).Execute());
        await host.UntilAsync(() => host.SnapshotAsync("s"), snapshot => snapshot.Progress.Completed >= 7, Step);
        Assert.Equal(AgentStatus.Cancelled, GrainHost.Expect(await host.Agent(agent).Cancel()).Status);
        Assert.Equal(RefusalCode.Conflict, (await host.Agent(agent).Cancel()).Refusal?.Code);
        Assert.Empty((await host.SnapshotAsync("s")).ActiveAgents);
        GrainHost.Expect(await host.Agent(agent).Execute());
        await host.UntilAsync(() => host.SnapshotAsync("s"), snapshot => snapshot.Stream.GoalStatus == GoalStatus.Completed, Step);
        Assert.Equal(50, (await ItemsAsync(host)).Length);
    }

    [Theory]
    [InlineData(AgentTypes.OpportunityBot)]
    [InlineData(AgentTypes.EnrichmentAgent)]
    [InlineData(AgentTypes.ScoringAgent)]
    public async Task A_run_that_is_interrupted_repeatedly_ends_like_an_uninterrupted_one(string type)
    {
        await using var host = await GrainHost.StartAsync(new ListSource(1_000));
        var created = await host.CreateAsync("s", 50, type == AgentTypes.OpportunityBot ? Paced(type, 50) : Bot, Paced(type, 50));
        if (type != AgentTypes.OpportunityBot)
            await RunAsync(host, created.Agents[0]);
        var agent = type == AgentTypes.OpportunityBot ? created.Agents[0] : created.Agents[1];
        GrainHost.Expect(await host.Agent(agent).Execute());
        var interruptions = 0;
        var ended = await host.UntilAsync(
            async () =>
            {
                if (interruptions++ % 5 == 4)
                    await host.DeactivateAsync();
                foreach (var key in await host.Log.ListAsync())
                    await host.Grains.GetGrain<IAgentGrain>(key).Resume();
                return GrainHost.Expect(await host.Agent(agent).Get());
            },
            agent => agent.Status == AgentStatus.Completed,
            Step);
        using var results = ended.Executions[0].Results!.ToDocument();
        var count = type switch { AgentTypes.OpportunityBot => "items_created", AgentTypes.EnrichmentAgent => "items_enriched", _ => "items_scored" };
        Assert.Equal(50, results.RootElement.GetProperty(count).GetInt32());
        Assert.Equal(50, (await ItemsAsync(host)).Length);
        Assert.Equal(Enumerable.Range(1, host.Log.Of("s").Count).Select(i => (long)i), host.Log.Of("s").Select(record => record.Seq));
        Assert.Empty(await host.Log.ListAsync());
    }

    [Fact]
    public async Task A_run_that_cannot_be_stored_for_a_while_resumes_instead_of_failing()
    {
        await using var host = await GrainHost.StartAsync(new ListSource(1_000));
        var agent = (await host.CreateAsync("s", 50, Paced(AgentTypes.OpportunityBot, 50))).Agents[0];
        GrainHost.Expect(await host.Agent(agent).Execute());
        host.Storage.FailingWrites = 3;
        var ended = await host.UntilAsync(
            async () =>
            {
                foreach (var key in await host.Log.ListAsync())
                    await host.Grains.GetGrain<IAgentGrain>(key).Resume();
                return GrainHost.Expect(await host.Agent(agent).Get());
            },
            agent => agent.Status != AgentStatus.Running,
            Step);
        Assert.Equal((AgentStatus.Completed, 0), (ended.Status, host.Storage.FailingWrites));
        Assert.Equal(50, (await ItemsAsync(host)).Length);
        Assert.Equal(ActivityType.Completed, (await host.SnapshotAsync("s")).Activities[0].ActivityType);
    }

    [Fact]
    public async Task A_stopping_silo_ends_its_runs_first_and_starts_none()
    {
        await using var host = await GrainHost.StartAsync(new ListSource(1_000));
        var agents = (await host.CreateAsync("s", 50, Paced(AgentTypes.OpportunityBot, 10), Paced(AgentTypes.EnrichmentAgent, 10))).Agents;
        GrainHost.Expect(await host.Agent(agents[0]).Execute());
        await host.UntilAsync(() => host.SnapshotAsync("s"), snapshot => snapshot.Progress.Completed >= 7, Step);

        // The clock does not advance: stopping does not wait for a run's pace.
        await host.Cluster.Silos[0].ServiceProvider.GetRequiredService<LocalRuns>().StopAsync(TestContext.Current.CancellationToken);
        var position = (await host.SnapshotAsync("s")).Position;
        GrainHost.Expect(await host.Agent(agents[1]).Execute());
        await host.Agent(agents[0]).Resume();
        host.Time.Advance(TimeSpan.FromSeconds(10));
        foreach (var agent in agents)
            Assert.Equal(AgentStatus.Running, GrainHost.Expect(await host.Agent(agent).Get()).Status);
        Assert.Equal(position, (await host.SnapshotAsync("s")).Position);
        Assert.Equal(agents.Length, (await host.Log.ListAsync()).Count);
    }

    [Fact]
    public async Task An_external_agent_cannot_be_run()
    {
        await using var host = await GrainHost.StartAsync();
        var agent = (await host.CreateAsync("s", 50, new NewAgent("my_agent"))).Agents[0];
        Assert.Equal(RefusalCode.Conflict, (await host.Agent(agent).Execute()).Refusal?.Code);
        Assert.Equal(AgentStatus.Idle, GrainHost.Expect(await host.Agent(agent).Get()).Status);
    }

    [Fact]
    public async Task An_agent_that_was_not_assigned_is_not_found()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        var agent = host.Agent(new AgentAssignment("nobody", "s", AgentTypes.OpportunityBot, "", JsonText.Parse("{}")));
        Assert.Equal(RefusalCode.AgentNotFound, (await agent.Get()).Refusal?.Code);
        Assert.Equal(RefusalCode.AgentNotFound, (await agent.Execute()).Refusal?.Code);
    }

    [Fact]
    public async Task A_run_that_cannot_read_its_source_fails_with_a_message_for_users()
    {
        await using var host = await GrainHost.StartAsync(new BrokenSource());
        var agent = (await host.CreateAsync("s", 50, Bot)).Agents[0];
        var execution = await RunAsync(host, agent);
        Assert.Equal(AgentStatus.Failed, execution.Status);
        Assert.Equal("The list does not exist.", (await host.SnapshotAsync("s")).Activities[0].Message);
    }

    [Fact]
    public async Task A_slow_agent_does_not_look_silent()
    {
        await using var host = await GrainHost.StartAsync(new ListSource(20));
        var agent = (await host.CreateAsync("s", 2, Paced(AgentTypes.OpportunityBot, 0.005))).Agents[0];
        GrainHost.Expect(await host.Agent(agent).Execute());
        var snapshot = await host.UntilAsync(
            async () =>
            {
                // The agent gets a turn each second, however busy the machine is; otherwise the clock could outrun it.
                await host.Agent(agent).Get();
                return await host.SnapshotAsync("s");
            },
            snapshot => snapshot.Progress.Completed == 1 || snapshot.Activities.Any(activity => activity.ActivityType == ActivityType.Failed), TimeSpan.FromSeconds(1));
        Assert.Equal(1, snapshot.Progress.Completed);
        Assert.Single(snapshot.ActiveAgents);
    }

    [Fact]
    public async Task Deleting_a_stream_ends_its_agents()
    {
        await using var host = await GrainHost.StartAsync(new ListSource(100));
        var agent = (await host.CreateAsync("s", 50, Paced(AgentTypes.OpportunityBot, 1))).Agents[0];
        GrainHost.Expect(await host.Agent(agent).Execute());
        GrainHost.Expect(await host.Stream("s").Delete());
        Assert.Empty(await host.Log.ListAsync());
        Assert.Equal(RefusalCode.StreamNotFound, (await host.Agent(agent).Get()).Refusal?.Code);
    }

    private static async Task<Execution> RunAsync(GrainHost host, AgentAssignment agent)
    {
        GrainHost.Expect(await host.Agent(agent).Execute());
        var ended = await host.UntilAsync(async () => GrainHost.Expect(await host.Agent(agent).Get()), agent => agent.Status != AgentStatus.Running, Step);
        return ended.Executions[0];
    }

    private static async Task<Item[]> ItemsAsync(GrainHost host) =>
        [.. GrainHost.Expect(await host.Stream("s").ReadItems(new ItemQuery(null, ItemSort.CreatedAt, 500, null))).Items];
}
