using Microsoft.Extensions.DependencyInjection;
using Streams.Contract;
using Streams.Grains.Agents;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Agents;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Streams;

namespace Streams.Grains.Tests;

public class StreamGrainTests
{
    private static readonly ActivityReport Started = new(null, "bot", "Bot", "external", ActivityType.Started, "Starting");

    [Fact]
    public async Task Calls_to_an_unknown_stream_are_refused()
    {
        await using var host = await GrainHost.StartAsync();
        Assert.Equal(RefusalCode.StreamNotFound, (await host.Stream("none").GetSnapshot()).Refusal?.Code);
        Assert.Equal(RefusalCode.StreamNotFound, (await host.ReportAsync("none", Started)).Refusal?.Code);
        Assert.Equal(RefusalCode.StreamNotFound, (await host.Stream("none").Watch("h")).Refusal?.Code);
    }

    [Fact]
    public async Task A_stream_can_be_created_once()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        var again = await host.Stream("s").Create(new NewStream("Again", null, GoalCriteria.None, new TargetMetrics(), null, []));
        Assert.Equal(RefusalCode.Conflict, again.Refusal?.Code);
        Assert.Equal("Goal", (await host.SnapshotAsync("s")).Stream.Name);
    }

    [Fact]
    public async Task Readers_see_only_durable_state_and_callers_get_replies_only_for_it()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        Task<Outcome<ReportAck>>[] reports;
        using (host.Log.Hold())
        {
            reports = [.. Enumerable.Range(1, 3).Select(i => host.ReportAsync("s", new ProgressReport($"r{i}", i, 50)))];
            await host.Log.QueuedAsync(4);
            Assert.All(reports, report => Assert.False(report.IsCompleted));
            Assert.Equal(0, (await host.SnapshotAsync("s")).Progress.Completed);
        }

        var acks = await Task.WhenAll(reports);
        Assert.All(acks, ack => Assert.Equal(1, ack.Value?.Accepted));
        Assert.Equal(acks.Max(ack => ack.Value!.Position.Seq), (await host.SnapshotAsync("s")).Position.Seq);
    }

    [Fact]
    public async Task A_repeated_report_is_not_acknowledged_before_the_first_one_is_durable()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        var report = new ProgressReport("r1", 7, 50);
        Task<Outcome<ReportAck>> first, second;
        using (host.Log.Hold())
        {
            first = host.ReportAsync("s", report);
            await host.Log.QueuedAsync(2);
            second = host.ReportAsync("s", report);
            await host.SnapshotAsync("s");
            Assert.False(second.IsCompleted);
        }

        Assert.Equal((1, 0), ((await first).Value!.Accepted, (await first).Value!.Duplicates));
        Assert.Equal((0, 1), ((await second).Value!.Accepted, (await second).Value!.Duplicates));
    }

    [Fact]
    public async Task A_flooded_stream_is_refused_before_the_others()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("hot");
        await host.CreateAsync("calm");
        Task<Outcome<ReportAck>>[] reports;
        Task<Outcome<ReportAck>> calm;
        using (host.Log.Hold())
        {
            reports = [.. Enumerable.Range(1, AppendBudget.MaxAppends + 10).Select(i => host.ReportAsync("hot", new ProgressReport($"r{i}", i, 1_000_000)))];
            await host.Log.QueuedAsync(2 + AppendBudget.MaxAppends);
            calm = host.ReportAsync("calm", new ProgressReport("r1", 1, 50));
            await host.Log.QueuedAsync(3 + AppendBudget.MaxAppends);

            // Those that do not fit are refused while the log is held; any later, they fit.
            for (var left = reports; left.Length > AppendBudget.MaxAppends; left = [.. left.Where(report => !report.IsCompleted)])
                await Task.WhenAny(left);
        }

        var outcomes = await Task.WhenAll(reports);
        Assert.Equal(AppendBudget.MaxAppends, outcomes.Count(outcome => outcome.Value?.Accepted == 1));
        Assert.Equal(10, outcomes.Count(outcome => outcome.Refusal?.Code == RefusalCode.RateLimited));
        Assert.Equal(1, (await calm).Value?.Accepted);
        Assert.Equal(1, (await host.ReportAsync("hot", new ProgressReport("again", 9, 1_000_000))).Value?.Accepted);
    }

    [Fact]
    public async Task A_failed_append_is_refused_and_decisions_that_built_on_it_are_repeated()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        Task<Outcome<ReportAck>>[] reports;
        using (host.Log.Hold())
        {
            host.Log.Fail(1);
            reports = [.. Enumerable.Range(1, 3).Select(i => host.ReportAsync("s", new ProgressReport($"r{i}", i, 50)))];
            await host.Log.QueuedAsync(4);
        }

        var acks = await Task.WhenAll(reports);
        var refused = Assert.Single(Enumerable.Range(0, 3), i => acks[i].Refusal?.Code == RefusalCode.Unavailable);
        var retried = await host.ReportAsync("s", new ProgressReport($"r{refused + 1}", refused + 1, 50));
        Assert.Equal(1, retried.Value?.Accepted);
        Assert.Equal(["r1", "r2", "r3"], host.Log.Of("s").Select(record => record.ReportId).Where(id => id is not null).Order());
        Assert.Equal(Enumerable.Range(1, host.Log.Of("s").Count).Select(i => (long)i), host.Log.Of("s").Select(record => record.Seq));
    }

    [Fact]
    public async Task A_repeated_report_whose_commit_reply_was_lost_is_acknowledged_as_a_duplicate()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        var report = new ProgressReport("r1", 7, 50);
        host.Log.LoseReply();
        Assert.Equal(RefusalCode.Unavailable, (await host.ReportAsync("s", report)).Refusal?.Code);
        Assert.Equal(1, (await host.ReportAsync("s", report)).Value?.Duplicates);
        Assert.Equal(7, (await host.SnapshotAsync("s")).Progress.Completed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_patch_that_changes_nothing_succeeds_after_a_failed_append(bool afterCommit)
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        if (afterCommit)
            host.Log.LoseReply();
        else
            host.Log.Fail(1);
        Assert.Equal(RefusalCode.Unavailable, (await host.ReportAsync("s", new ProgressReport("r1", 7, 50))).Refusal?.Code);
        Assert.Equal("Goal", (await host.Stream("s").Change(new StreamPatch(Name: "Goal"))).Value?.Name);
    }

    [Fact]
    public async Task A_stream_whose_deletion_reply_was_lost_is_gone()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        host.Log.LoseReply();
        Assert.Equal(RefusalCode.Unavailable, (await host.Stream("s").Delete()).Refusal?.Code);
        Assert.Equal(RefusalCode.StreamNotFound, (await host.Stream("s").GetSnapshot()).Refusal?.Code);
        Assert.Equal(RefusalCode.StreamNotFound, (await host.Stream("s").Delete()).Refusal?.Code);
    }

    [Fact]
    public async Task A_reader_never_sees_a_stream_whose_creation_failed()
    {
        await using var host = await GrainHost.StartAsync();
        Task<Outcome<StreamWithAgents>> creation;
        Task<Outcome<Snapshot>> reader;
        using (host.Log.Hold())
        {
            host.Log.Fail(1);
            creation = host.Stream("s").Create(new NewStream("Goal", null, GoalCriteria.None, new TargetMetrics(), null, []));
            await host.Log.QueuedAsync(1);
            reader = host.Stream("s").GetSnapshot();
            await host.Stream("s").Unwatch("nobody");
        }

        Assert.Equal(RefusalCode.Unavailable, (await creation).Refusal?.Code);
        Assert.Equal(RefusalCode.StreamNotFound, (await reader).Refusal?.Code);
    }

    [Fact]
    public async Task An_item_whose_commit_reply_was_lost_during_a_lookup_is_not_added_twice()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        await host.ReportAsync("s", new ItemsReport("r0", [new ReportedItem("k0", "Zero")]));
        var appends = host.Log.Hold();
        host.Log.LoseReply();
        var first = host.ReportAsync("s", new ItemsReport("r1", [new ReportedItem("k1", "One")]));
        await host.Log.QueuedAsync(3);
        var lookups = host.Log.HoldLookups();
        var second = host.ReportAsync("s", new ItemsReport("r2", [new ReportedItem("k1", "One"), new ReportedItem("k2", "Two")]));
        await host.Log.LookedUpAsync(2);

        // During the lookup of k2 the append of k1 fails, although it is durable, and the stream reloads.
        appends.Dispose();
        Assert.Equal(RefusalCode.Unavailable, (await first).Refusal?.Code);
        Assert.Equal(2, (await host.SnapshotAsync("s")).Progress.Completed);
        lookups.Dispose();
        Assert.Equal(1, (await second).Value?.Accepted);
        Assert.Equal(3, (await host.SnapshotAsync("s")).Progress.Completed);
        Assert.Equal(3, host.Log.Of("s").Count(record => record.Event.Event == EventName.ItemAdded));
    }

    [Fact]
    public async Task A_stream_that_conflicts_with_another_writer_reloads_and_decides_again()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        var foreign = new Progress("s", 30, 50, 60, null, null, GrainHost.Start);
        await host.Log.AppendAsync(new LogAppend("s", [new(new StreamEvent(2, EventName.ProgressUpdate, ContractJson.ToText(foreign), GrainHost.Start))], [], null));
        Assert.Equal(1, (await host.ReportAsync("s", new ProgressReport("r1", 31, 50))).Value?.Accepted);
        Assert.Equal(Enumerable.Range(1, host.Log.Of("s").Count).Select(i => (long)i), host.Log.Of("s").Select(record => record.Seq));
        Assert.Equal(31, (await host.SnapshotAsync("s")).Progress.Completed);
    }

    [Fact]
    public async Task An_activation_reads_a_snapshot_and_a_short_tail_and_still_knows_the_report_ids()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        for (var i = 1; i <= 700; i++)
            await host.ReportAsync("s", new ProgressReport($"r{i}", i, 100_000));
        var before = await host.SnapshotAsync("s");
        await host.UntilAsync(
            async () =>
            {
                await host.DeactivateAsync();
                host.Log.RecordsRead = 0;
                await host.SnapshotAsync("s");
                return host.Log.RecordsRead;
            },
            read => read is > 0 and < 600);
        var after = await host.SnapshotAsync("s");
        Assert.Equal((before.Position, before.Progress), (after.Position, after.Progress));
        Assert.Equal(1, (await host.ReportAsync("s", new ProgressReport("r5", 5, 100_000))).Value?.Duplicates);
        Assert.Equal(1, (await host.ReportAsync("s", new ProgressReport("r700", 5, 100_000))).Value?.Duplicates);
    }

    [Fact]
    public async Task Unknown_streams_and_agents_do_not_stay_in_memory()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(RefusalCode.StreamNotFound, (await host.Stream($"none-{i}").GetSnapshot()).Refusal?.Code);
            Assert.Equal(RefusalCode.StreamNotFound, (await host.ReportAsync($"none-{i}", Started)).Refusal?.Code);
            Assert.Equal(RefusalCode.StreamNotFound, (await host.Grains.GetGrain<IAgentGrain>(new AgentKey($"none-{i}", "a").ToString()).Get()).Refusal?.Code);
            Assert.Equal(RefusalCode.AgentNotFound, (await host.Grains.GetGrain<IAgentGrain>(new AgentKey("s", $"none-{i}").ToString()).Get()).Refusal?.Code);
        }

        await host.UntilAsync(() => host.SpreadAsync(typeof(StreamGrain)), spread => spread.Sum() == 1);
        await host.UntilAsync(() => host.SpreadAsync(typeof(AgentGrain)), spread => spread.Sum() == 0);
        await host.CreateAsync("none-1");
        Assert.Equal(1, (await host.SnapshotAsync("none-1")).Position.Seq);
    }

    [Fact]
    public async Task A_silent_agent_fails_after_the_silence_limit()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        await host.ReportAsync("s", Started);
        var snapshot = await host.UntilAsync(() => host.SnapshotAsync("s"), snapshot => snapshot.ActiveAgents.IsEmpty, TimeSpan.FromSeconds(1));
        Assert.Equal(ActivityType.Failed, snapshot.Activities[0].ActivityType);
        Assert.InRange(snapshot.Activities[0].Timestamp - GrainHost.Start, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120));
    }

    [Fact]
    public async Task A_silent_agent_is_detected_without_any_call_after_the_append_of_a_tick_failed()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        await host.ReportAsync("s", Started);
        await host.ReportAsync("s", Started with { AgentId = "other", AgentName = "Other" });
        host.Log.Fail(2);
        await FailedActivitiesAsync(host, 2);
    }

    [Fact]
    public async Task A_silent_agent_whose_start_got_no_commit_reply_is_detected_without_any_call()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        host.Log.LoseReply();
        Assert.Equal(RefusalCode.Unavailable, (await host.ReportAsync("s", Started)).Refusal?.Code);
        await FailedActivitiesAsync(host, 1);
    }

    [Fact]
    public async Task The_tick_survives_an_unexpected_exception()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        await host.ReportAsync("s", Started);
        host.Log.Fail(2, new InvalidOperationException("The test makes this fail."));
        await FailedActivitiesAsync(host, 1);
    }

    [Fact]
    public async Task Commits_while_a_snapshot_waits_for_its_turn_share_one_write_of_the_newest_state()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        var gate = host.Cluster.Silos[0].ServiceProvider.GetRequiredService<SnapshotGate>();
        var turns = new List<IDisposable>();
        for (var i = 0; i < SnapshotGate.SqliteTurns; i++)
            turns.Add(await gate.EnterAsync(TestContext.Current.CancellationToken));
        for (var i = 1; i <= 1_050; i++)
            await host.ReportAsync("s", new ProgressReport(null, 1, 1_000_000));
        var head = (await host.SnapshotAsync("s")).Position.Seq;
        turns.ForEach(turn => turn.Dispose());
        await host.UntilAsync(() => Task.FromResult(host.Storage.Find<StreamSnapshotHolder>("snapshot")), stored => stored?.Seq == head);
        Assert.Equal(1, host.Storage.Writes);
    }

    [Fact]
    public async Task News_of_a_batch_larger_than_one_message_reaches_the_watching_host()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        var news = new NewsCollector(host.Time);
        await news.SubscribeAsync(host.Client, "host-1");
        await host.Stream("s").Watch("host-1");
        var data = JsonText.Parse($$"""{"text":"{{new string('x', 8_000)}}"}""");
        await host.ReportAsync("s", [.. Enumerable.Range(0, 1_000).Select(i => new ActivityReport(null, "a", "A", "external", ActivityType.Progress, $"{i}", data))]);
        await news.WaitForAsync(1_002);
        Assert.Equal(Enumerable.Range(2, 1_001).Select(seq => (long)seq), news.Seqs.Order());
    }

    [Fact]
    public async Task A_watching_host_gets_every_event_after_its_snapshot()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        var news = new NewsCollector(host.Time);
        await news.SubscribeAsync(host.Client, "host-1");
        var snapshot = GrainHost.Expect(await host.Stream("s").Watch("host-1"));
        for (var i = 1; i <= 20; i++)
            await host.ReportAsync("s", new ProgressReport(null, i, 100_000));
        var head = (await host.SnapshotAsync("s")).Position.Seq;
        await news.WaitForAsync(head);
        Assert.Equal(Enumerable.Range(1, (int)(head - snapshot.Position.Seq)).Select(i => snapshot.Position.Seq + i), news.Seqs);
    }

    [Fact]
    public async Task A_host_that_does_not_renew_gets_no_more_news()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        var news = new NewsCollector(host.Time);
        await news.SubscribeAsync(host.Client, "forgetful");
        await news.SubscribeAsync(host.Client, "faithful");
        await host.Stream("s").Watch("forgetful");
        host.Time.Advance(WatchLease.Duration + TimeSpan.FromSeconds(1));
        await host.Stream("s").Watch("faithful");
        await host.ReportAsync("s", new ProgressReport(null, 1, 50));
        await news.WaitForAsync((await host.SnapshotAsync("s")).Position.Seq);
        Assert.Equal(["faithful"], news.Hosts);
    }

    [Fact]
    public async Task Deleting_a_stream_deletes_its_log_and_notifies_its_watchers()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        await host.ReportAsync("s", Started);
        var news = new NewsCollector(host.Time);
        await news.SubscribeAsync(host.Client, "host-1");
        await host.Stream("s").Watch("host-1");
        Assert.NotNull((await host.Stream("s").Delete()).Value);
        await news.WaitForDeletionAsync();
        Assert.Empty(host.Log.Of("s"));
        Assert.Equal(RefusalCode.StreamNotFound, (await host.ReportAsync("s", Started)).Refusal?.Code);
        Assert.Equal(RefusalCode.StreamNotFound, (await host.Stream("s").Delete()).Refusal?.Code);
    }

    [Fact]
    public async Task A_report_that_conflicts_with_a_deletion_is_refused_as_not_found()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        Task<Outcome<ReportAck>> report;
        using (host.Log.Hold())
        {
            report = host.ReportAsync("s", new ProgressReport("r1", 1, 50));
            await host.Log.QueuedAsync(2);
            Assert.NotNull((await host.Stream("s").Delete()).Value);
        }

        Assert.Equal(RefusalCode.StreamNotFound, (await report).Refusal?.Code);
        Assert.Empty(host.Log.Of("s"));
    }

    [Fact]
    public async Task History_older_than_the_snapshot_is_read_from_the_log()
    {
        await using var host = await GrainHost.StartAsync();
        await host.CreateAsync("s");
        for (var i = 0; i < 120; i++)
            await host.ReportAsync("s", Started with { ActivityType = ActivityType.Progress, Message = $"m{i}" });
        var messages = new List<string>();
        for (long? before = null; ;)
        {
            var page = GrainHost.Expect(await host.Stream("s").ReadActivities(before, 50));
            messages.AddRange(page.Activities.Select(activity => activity.Message));
            if ((before = page.NextBeforeSeq) is null)
                break;
        }

        Assert.Equal(Enumerable.Range(0, 120).Reverse().Select(i => $"m{i}"), messages);
    }

    /// <summary>Advances the clock until the log has this many failed activities, without a call to the stream.</summary>
    private static Task<int> FailedActivitiesAsync(GrainHost host, int count) => host.UntilAsync(
        () => Task.FromResult(host.Log.Of("s").Count(record =>
            record.Event.Event == EventName.AgentActivity && ContractJson.FromText<AgentActivity>(record.Event.Payload).ActivityType == ActivityType.Failed)),
        failed => failed == count,
        TimeSpan.FromSeconds(1));
}
