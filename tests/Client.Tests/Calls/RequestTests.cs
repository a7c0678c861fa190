using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Streams.Client.Tests.Fakes;
using Streams.Client.Tests.Watching;

namespace Streams.Client.Tests.Calls;

public sealed class RequestTests
{
    [Fact]
    public async Task Addresses_and_bodies_are_those_of_the_contract()
    {
        using var harness = new ClientHarness();
        harness.Server.Answer = (_, _) => Task.FromResult(FakeServer.Json("{}"));
        var client = harness.Client;
        Func<Task>[] calls =
        [
            () => client.CreateGoalAsync(new(
                "Fünfzig", "D", new(["SaaS"], EmployeeCount: new(10)), new(50, 4.5), new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero),
                [new(AgentTypes.OpportunityBot, Config: new JsonObject { ["items_per_second"] = 10 })])),
            () => client.ListStreamsAsync(GoalStatus.AtRisk, 10, "a b"),
            () => client.PatchStreamAsync("s1", new(Description: "", ClearDeadline: true)),
            () => client.GetProgressAsync("s1"),
            () => client.GetSnapshotAsync("s1"),
            () => client.ListActivitiesAsync("s1", 5, 77),
            () => client.ListMilestonesAsync("s1"),
            () => client.ListItemsAsync("s1", "scored", ItemSort.QualityScoreDescending),
            () => client.ListAgentsAsync("s1"),
            () => client.GetAgentAsync("s1", "a/1"),
            () => client.AssignAgentAsync("s1", new(AgentTypes.ScoringAgent)),
            () => client.ExecuteAgentAsync("s1", "a1"),
            () => client.CancelAgentAsync("s1", "a1"),
        ];
        foreach (var call in calls)
            Assert.Equal(("unreachable", false), await Failure(call));
        Assert.Equal(
            [
                """POST /base/api/streams/goal {"name":"Fünfzig","description":"D","goal_criteria":{"industry":["SaaS"],"employee_count":{"min":10}},"target_metrics":{"companies_to_find":50,"min_quality_score":4.5},"goal_deadline":"2026-12-01T00:00:00.000Z","assigned_agents":[{"agent_type":"opportunity_bot","config":{"items_per_second":10}}]}""",
                "GET /base/api/streams?status=at_risk&limit=10&cursor=a%20b ",
                """PATCH /base/api/streams/s1 {"description":"","goal_deadline":null}""",
                "GET /base/api/streams/s1/progress ",
                "GET /base/api/streams/s1/snapshot ",
                "GET /base/api/streams/s1/activities?limit=5&before_seq=77 ",
                "GET /base/api/streams/s1/milestones ",
                "GET /base/api/streams/s1/items?stage=scored&sort=-quality_score ",
                "GET /base/api/streams/s1/agents ",
                "GET /base/api/streams/s1/agents/a%2F1 ",
                """POST /base/api/streams/s1/agents {"agent_type":"scoring_agent"}""",
                "POST /base/api/streams/s1/agents/a1/execute ",
                "POST /base/api/streams/s1/agents/a1/cancel ",
            ],
            harness.Server.Received.Select(received => $"{received.Method} {received.Path} {received.Body}"));
    }

    [Fact]
    public async Task A_validation_failure_identifies_the_invalid_fields()
    {
        using var harness = new ClientHarness();
        harness.Answers(FakeServer.Problem("validation_failed", 422, errors: """{"name":["is required"]}"""));
        var failure = await Assert.ThrowsAsync<StreamsException>(() => harness.Client.CreateGoalAsync(new("")));
        Assert.Equal(["is required"], failure.Errors["name"]);
    }

    [Fact]
    public async Task A_reply_from_anything_but_the_server_is_not_a_success()
    {
        using var harness = new ClientHarness();
        harness.Answers(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<h1>Log in</h1>") });
        Assert.Equal(("unreachable", false), await Failure(() => harness.Client.GetStreamAsync("s1")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_that_would_address_another_resource_is_refused(string id)
    {
        using var harness = new ClientHarness();
        await Assert.ThrowsAsync<ArgumentException>(() => harness.Client.DeleteStreamAsync(id));
        Assert.Throws<ArgumentException>(() => harness.Client.CreateBroadcaster(id));
        Assert.Throws<ArgumentException>(() => harness.Client.WatchAsync(id));
        Assert.Empty(harness.Server.Received);
    }

    [Fact]
    public void All_invalid_options_are_reported_at_once()
    {
        var services = new ServiceCollection();
        services.AddStreamsClient(options => (options.MaxRetries, options.SilenceLimit, options.MaxQueuedReports) = (-1, TimeSpan.FromSeconds(1), 0));
        using var provider = services.BuildServiceProvider();
        var failure = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<StreamsClient>);
        Assert.Equal(
            [
                "BaseAddress must be an absolute http or https address, such as http://127.0.0.1:5080.",
                "MaxRetries must be 0 to 20.",
                "MaxQueuedReports must be at least 1.",
                "SilenceLimit must be 00:00:20 to 1.00:00:00.",
            ],
            failure.Failures);
    }

    [Fact]
    public async Task A_client_works_in_an_application_without_logging()
    {
        using var harness = new ClientHarness();
        harness.Answers(FakeServer.Json($$"""{"stream":{{WatchHarness.StreamJson}},"unknown_field":[1]}"""));
        Assert.Equal("S", (await harness.Client.GetStreamAsync("s1")).Name);
    }

    private static async Task<(string Code, bool Retryable)> Failure(Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<StreamsException>(call);
        return (failure.Code, failure.Retryable);
    }
}
