using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Streams.Contract;
using Streams.Grains.Goals;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Tests;

/// <summary>Creating a goal with an <c>Idempotency-Key</c>, on three silos.</summary>
public sealed class GoalRequestTests
{
    private const short Silos = 3;
    private const string Key = "key-1";

    [Fact]
    public async Task Requests_that_arrive_at_once_at_several_silos_create_one_stream_and_get_one_reply()
    {
        await using var host = await GrainHost.StartAsync(silos: Silos);
        var entrances = host.Cluster.Silos.Select(silo => silo.ServiceProvider.GetRequiredService<IGrainFactory>()).Append(host.Grains).ToArray();
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => CreateAsync(entrances[i % entrances.Length], $"s{i}")));
        Assert.Single(replies.Distinct());
        Assert.Equal(1, host.Log.Streams);
    }

    [Fact]
    public async Task A_repeat_gets_the_first_reply_after_the_silo_of_the_stream_was_killed()
    {
        await using var host = await GrainHost.StartAsync(silos: Silos);
        var first = await CreateAsync(host.Grains, "s1");
        GrainHost.Expect(await host.Stream("s1").Change(new StreamPatch("Changed")));
        await host.Cluster.KillSiloAsync(await host.SiloOfAsync(host.Stream("s1")));
        var again = await host.UntilAsync(() => GrainHost.TryAsync(() => CreateAsync(host.Grains, "s2"), ""), reply => reply.Length > 0);
        Assert.Equal(first, again);
        Assert.Equal(1, host.Log.Streams);
    }

    [Fact]
    public async Task A_repeat_creates_the_stream_under_the_reserved_id_after_a_crash_before_its_creation()
    {
        await using var host = await GrainHost.StartAsync();
        await host.GoalRequests.ReserveAsync(Key, "s1", GrainHost.Start);
        await CreateAsync(host.Grains, "s2");
        Assert.NotEmpty(host.Log.Of("s1"));
        Assert.Equal(1, host.Log.Streams);
    }

    [Fact]
    public async Task A_repeat_finds_the_stream_under_the_reserved_id_after_a_crash_between_its_creation_and_the_reply()
    {
        await using var host = await GrainHost.StartAsync();
        await host.GoalRequests.ReserveAsync(Key, "s1", GrainHost.Start);
        var created = await host.CreateAsync("s1", agents: new NewAgent("crawler"));
        Assert.Equal(Text(created), await CreateAsync(host.Grains, "s2"));
        Assert.Equal(1, host.Log.Streams);
    }

    [Fact]
    public async Task A_request_whose_reply_cannot_be_stored_is_refused_and_its_repeat_gets_the_same_stream()
    {
        await using var host = await GrainHost.StartAsync();
        host.GoalRequests.FailToComplete(1);
        var refusal = (await RequestAsync(host.Grains, "s1")).Refusal;
        Assert.Equal(RefusalCode.Unavailable, refusal?.Code);
        var reply = await CreateAsync(host.Grains, "s2");
        Assert.Equal(Text(new StreamWithAgents((await host.SnapshotAsync("s1")).Stream, GrainHost.Expect(await host.Stream("s1").GetAssignments()))), reply);
    }

    [Fact]
    public async Task A_key_is_free_again_after_24_hours()
    {
        await using var host = await GrainHost.StartAsync();
        var first = await CreateAsync(host.Grains, "s1");
        host.Time.Advance(IGoalRequests.Lifetime - TimeSpan.FromMilliseconds(1));
        Assert.Equal(first, await CreateAsync(host.Grains, "s2"));
        host.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotEqual(first, await CreateAsync(host.Grains, "s3"));
        Assert.NotEmpty(host.Log.Of("s3"));
    }

    [Fact]
    public async Task A_repeat_that_arrives_while_the_stream_is_being_created_waits_for_it_and_gets_the_same_reply()
    {
        await using var host = await GrainHost.StartAsync();
        var held = host.Log.Hold();
        var first = CreateAsync(host.Grains, "s1");
        await host.Log.QueuedAsync(1);
        var repeats = Enumerable.Range(0, 5).Select(i => CreateAsync(host.Grains, $"r{i}")).ToArray();
        held.Dispose();
        Assert.Single((await Task.WhenAll([first, .. repeats])).Distinct());
        Assert.Equal(1, host.Log.Streams);
    }

    private static Task<Outcome<StreamWithAgents>> RequestAsync(IGrainFactory grains, string streamId) => grains.GetGrain<IGoalRequestGrain>(0).Create(
        Key, new NewStream("Goal", null, GoalCriteria.None, new TargetMetrics(), null, [new NewAgent("crawler")]), streamId);

    private static async Task<string> CreateAsync(IGrainFactory grains, string streamId) => Text(GrainHost.Expect(await RequestAsync(grains, streamId)));

    /// <summary>As text: two arrays with the same elements are not equal.</summary>
    private static string Text(StreamWithAgents created) => JsonSerializer.Serialize(created);
}
