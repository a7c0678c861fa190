using System.Collections.Immutable;
using System.Text.Json;
using CsCheck;
using Streams.Contract;
using Streams.Grains.Rules;
using Streams.Grains.Streams;

namespace Streams.Rules.Tests;

/// <summary>Properties that hold for any reports in any order.</summary>
public class StreamRulesPropertyTests
{
    private static readonly Gen<string?> ReportId = Gen.Int[0, 40].Select(i => i > 25 ? null : $"r{i}");
    private static readonly Gen<double?> Score = Gen.Int[-30, 50].Select(i => i < 0 ? (double?)null : i / 10.0);
    private static readonly string[] StageNames = ["discovered", "qualified", "enriched", "scored"];
    private static readonly Gen<string?> Stage = Gen.Int[0, 4].Select(i => i == 0 ? null : StageNames[i - 1]);

    private static readonly Gen<long?> Total = Gen.Int[-30, 60].Select(i => i < 1 ? (long?)null : i);
    private static readonly Gen<string?> Sender = Gen.Int[-2, 4].Select(i => i < 1 ? null : $"agent-{i}");

    private static readonly Gen<ReportedItem> ReportedItem =
        Gen.Select(Gen.Int[0, 60], Stage, Score, Gen.Int[0, 2], (key, stage, score, data) =>
            new ReportedItem($"k{key}", $"Company {key}", stage, score, data == 0 ? null : JsonText.Parse($$"""{"a":{{key}},"b":{{data}}}""")));

    private static readonly Gen<Report> Report = Gen.OneOf<Report>(
        Gen.Select(ReportId, Gen.Long[0, 80], Total, Gen.Int[-100, 100], Score, Sender, (id, completed, total, percentage, score, agent) =>
            (Report)new ProgressReport(id, completed, total, percentage < 0 ? null : percentage, score, AgentId: agent)),
        Gen.Select(ReportId, Gen.Long[1, 10], Sender, (id, by, agent) => (Report)new AdvanceReport(id, by, agent)),
        Gen.Int[1, 4].Select(agent => (Report)new HeartbeatReport(null, $"agent-{agent}")),
        Gen.Select(ReportId, Gen.Int[0, 4], Gen.Enum<ActivityType>(), (id, agent, type) =>
            (Report)new ActivityReport(id, agent == 0 ? "s-1-1" : $"agent-{agent}", "Agent", "external", type, "did something")),
        Gen.Select(ReportId, id => (Report)new MilestoneReport(id, "first_customer", "First", "One")),
        Gen.Select(ReportId, ReportedItem.Array[1, 8], (id, items) => (Report)new ItemsReport(id, [.. items])));

    private static readonly Gen<Report> Numbers = Gen.OneOf<Report>(
        Gen.Select(Gen.Long[0, 80], Total, Sender, (completed, total, agent) => (Report)new ProgressReport(null, completed, total, AgentId: agent)),
        Gen.Select(Gen.Long[1, 10], Sender, (by, agent) => (Report)new AdvanceReport(null, by, agent)));

    private static readonly Gen<Action<Play>> Step = Gen.Frequency(
        (8, Report.Array[1, 5].Select(reports => (Action<Play>)(play => play.Report(reports)))),
        (4, Gen.Double[0, 40].Select(seconds => (Action<Play>)(play => play.Wait(seconds)))),
        (1, Gen.Const((Action<Play>)(play => play.Tick()))),
        (1, Gen.Select(Gen.Int[1, 80], Gen.Int[0, 600], (target, deadline) => (Action<Play>)(play =>
            play.Change(new StreamPatch(TargetMetrics: new TargetMetrics(target), GoalDeadline: play.Now.AddSeconds(deadline)))))),
        (1, Gen.Const((Action<Play>)(play => play.Assign(new NewAgent(AgentTypes.ScoringAgent))))));

    private static readonly Gen<Play> Played =
        Gen.Select(Gen.Bool, Gen.Int[1, 60], Step.Array[0, 60], (assigned, target, steps) =>
        {
            var play = assigned ? new Play(new TargetMetrics(target), Play.Start.AddMinutes(10), new NewAgent(AgentTypes.OpportunityBot)) : new Play(new TargetMetrics(target));
            foreach (var step in steps)
                step(play);
            return play;
        });

    [Fact]
    public void The_sequence_has_no_gaps() => Played.Sample(play =>
        Assert.Equal(Enumerable.Range(1, play.Changes.Count).Select(i => (long)i), play.Changes.Select(change => change.Seq)));

    [Fact]
    public void A_replay_of_the_log_gives_the_same_state() => Played.Sample(play =>
    {
        var records = play.Changes.Select(ChangeCodec.ToRecord).Select(ChangeCodec.ToChange).ToArray();
        var replayed = records.Skip(1).Aggregate(StreamState.From("e", records[0]), StreamRules.Evolve);
        Assert.Equal(Play.Describe(play.State), Play.Describe(replayed));
        Assert.Equal(play.State.KnownItems.OrderBy(pair => pair.Key), replayed.KnownItems.OrderBy(pair => pair.Key));
    });

    [Fact]
    public void A_snapshot_and_a_replay_of_the_tail_give_the_same_state() => Gen.Select(Played, Gen.Double[0, 1]).Sample((play, where) =>
    {
        var cut = 1 + (int)(where * (play.Changes.Count - 1));
        var then = play.Changes.Skip(1).Take(cut - 1).Aggregate(StreamState.From("e", play.Changes[0]), StreamRules.Evolve);
        var stored = JsonSerializer.Deserialize<StreamSnapshot>(JsonSerializer.Serialize(StreamSnapshot.Of(then)))!;
        var replayed = play.Changes.Skip(cut).Aggregate(stored.ToState(then.Reports), StreamRules.Evolve);
        Assert.Equal(Play.Describe(play.State), Play.Describe(replayed));
    });

    [Fact]
    public void A_relays_view_equals_the_streams_view() => Played.Sample(play =>
    {
        var events = play.Changes.Select(change => ChangeCodec.ToRecord(change).Event).ToArray();
        var first = StreamState.From("e", play.Changes[0]).View;
        var relayed = events.Skip(1).Aggregate(first, SnapshotRules.Evolve);
        Assert.Equal(JsonSerializer.Serialize(play.View), JsonSerializer.Serialize(relayed));
    });

    [Fact]
    public void Percentage_stays_within_0_and_100() => Played.Sample(play =>
        Assert.All(play.Changes.Select(change => change.Payload).OfType<Progress>(), progress => Assert.InRange(progress.Percentage ?? 0, 0, 100)));

    [Fact]
    public void There_is_a_percentage_of_every_target() => Played.Sample(play =>
        Assert.All(play.Changes.Select(change => change.Payload).OfType<Progress>(), progress =>
            Assert.True(progress.Total is not { } total || progress.Percentage == ReportRules.Percentage(progress.Completed, total))));

    [Fact]
    public void Completed_is_what_was_reported_about_the_whole_or_else_the_sum_of_shares_and_the_target_is_what_the_goal_names() =>
        Gen.Select(Gen.OneOf(Gen.Const((int?)null), Gen.Int[1, 60].Select(i => (int?)i)), Numbers.Array[0, 40]).Sample((target, reports) =>
        {
            var play = new Play(new TargetMetrics(target));
            var (whole, shares) = ((long?)null, new Dictionary<string, (long Completed, long? Total)>());
            foreach (var report in reports)
            {
                play.Report(report);
                if (report is ProgressReport { AgentId: null } about)
                    whole = about.Completed;
                else if (report is ProgressReport { AgentId: { } agent } own)
                    shares[agent] = (own.Completed, own.Total ?? shares.GetValueOrDefault(agent).Total);
                else if (report is AdvanceReport { AgentId: null } more)
                    whole = (whole ?? shares.Values.Sum(share => share.Completed)) + more.By;
                else if (report is AdvanceReport { AgentId: { } by } further)
                    shares[by] = (shares.GetValueOrDefault(by).Completed + further.By, shares.GetValueOrDefault(by).Total);
                Assert.Equal((whole ?? shares.Values.Sum(share => share.Completed), target), (play.View.Progress.Completed, play.View.Progress.Total));
            }

            Assert.Equal(shares.OrderBy(share => share.Key), (play.View.Progress.Shares ?? ImmutableSortedDictionary<string, AgentShare>.Empty).Select(share => KeyValuePair.Create(share.Key, (share.Value.Completed, share.Value.Total))));
        });

    [Fact]
    public void The_server_raises_each_milestone_at_most_once() => Played.Sample(play =>
    {
        var own = play.Milestones.Where(milestone => milestone.Type != "first_customer").Select(milestone => $"{milestone.Type} {milestone.Data}").ToArray();
        Assert.Equal(own.Distinct(), own);
    });

    [Fact]
    public void The_view_holds_the_last_50_activities_newest_first() => Played.Sample(play =>
    {
        var all = play.Changes.Select(change => change.Payload).OfType<AgentActivity>().Reverse().Take(50);
        Assert.Equal(all, play.View.Activities);
    });

    [Fact]
    public void A_repeated_report_changes_nothing() => Gen.Select(Played, Report.Where(report => report is not HeartbeatReport)).Sample((play, report) =>
    {
        var named = report with { ReportId = "again" };
        play.Report(named);
        var before = Play.Describe(play.State);
        var decision = play.Wait(5).Report(named);
        Assert.Equal((0, 1), (decision.Accepted, decision.Duplicates));
        Assert.Empty(decision.Changes);
        Assert.Equal(before, Play.Describe(play.State));
    });

    [Fact]
    public void A_batch_is_all_or_nothing() => Gen.Select(Played, Report.Array[0, 5], Report.Array[0, 5]).Sample((play, before, after) =>
    {
        var tooMuch = new ItemsReport(null, [Item(1, 5_000), Item(2, 5_000)]);
        var decision = StreamRules.Report(play.State, [.. before, tooMuch, .. after], play.Now);
        Assert.Equal(RefusalCode.ValidationFailed, decision.Refusal?.Code);
        Assert.Contains($"reports[{before.Length}].items[1].data", decision.Refusal!.Errors!.Keys);
        Assert.Empty(decision.Changes);
        Assert.Same(play.State, decision.State);

        // Each is small enough by itself, but not merged.
        static ReportedItem Item(int field, int size) => new("big", "Big", Data: JsonText.Parse($$"""{"field{{field}}":"{{new string('x', size)}}"}"""));
    });

    [Fact]
    public void A_batch_has_the_same_effect_as_its_reports_one_by_one() => Gen.Select(Played, Report.Array[1, 10]).Sample((play, reports) =>
    {
        var atOnce = StreamRules.Report(play.State, [.. reports], play.Now);
        var oneByOne = reports.Aggregate(play.State, (state, report) => StreamRules.Report(state, [report], play.Now).State);
        Assert.Equal(Play.Describe(oneByOne), Play.Describe(atOnce.State));
    });

    [Fact]
    public void Progress_follows_from_the_items() => Played.Sample(play =>
    {
        var items = play.State.KnownItems.Values.ToArray();
        if (items.Length == 0)
            return;
        var scores = items.Where(item => item.QualityScore is not null).Select(item => item.QualityScore!.Value).ToArray();
        var progress = play.Changes.Select(change => change.Payload).OfType<Progress>().Last();
        Assert.Equal(items.Length, progress.Completed);
        Assert.Equal(items.GroupBy(item => item.Stage).ToDictionary(group => group.Key, group => (long)group.Count()), progress.ItemsByStage);
        Assert.Equal(scores.Length == 0, progress.QualityScore is null);
        Assert.Equal(scores.DefaultIfEmpty(0).Average(), progress.QualityScore ?? 0, tolerance: 0.0051);
    });

    [Fact]
    public void A_report_window_loaded_from_the_log_behaves_like_the_original() =>
        Gen.Select(Gen.Int[0, 3_000], Gen.Int[1, 200], Gen.Int[1, 5_000], Gen.Int[0, 4_000]).Sample((before, after, ids, milliseconds) =>
        {
            var (window, at, log) = (ReportWindow.Empty, Play.Start, new List<(string Id, DateTimeOffset At)>());
            for (var i = 0; i < before; i++)
                window = Add(window, i);

            // The log gives an activation at least the last reports, and all recent ones. Age counts from the last new report: a repeated
            // report makes the window forget nothing.
            var since = (log.Count == 0 ? at : log[^1].At) - ReportWindow.Age;
            var marks = Enumerable.Reverse(log).TakeWhile((mark, index) => index < ReportWindow.Least || mark.At >= since).ToArray();
            var loaded = ReportWindow.From(marks);
            for (var i = 0; i < after; i++)
                (window, loaded) = (Add(window, before + i), loaded.Add($"r{(before + i) * 7919 % ids}", at));
            Assert.Equal(window.Ids, loaded.Ids);
            Assert.Equal(window.Count, loaded.Count);
            Assert.All(Enumerable.Range(0, ids).Select(i => $"r{i}"), id => Assert.Equal(window.Contains(id), loaded.Contains(id)));

            ReportWindow Add(ReportWindow to, int i)
            {
                at += TimeSpan.FromMilliseconds(milliseconds);
                var id = $"r{i * 7919 % ids}";
                if (!to.Contains(id))
                    log.Add((id, at));
                return to.Add(id, at);
            }
        });
}
