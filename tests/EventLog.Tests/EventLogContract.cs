using CsCheck;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Rules;
using Streams.Grains.Streams;
using Streams.Rules.Tests;

namespace Streams.EventLog.Tests;

/// <summary>The contract of every log. Each implementation inherits these tests.</summary>
public abstract class EventLogContract : IAsyncLifetime
{
    protected static readonly DateTimeOffset Start = new(2026, 11, 22, 11, 35, 58, 123, TimeSpan.Zero);

    /// <summary>Longer than any append takes.</summary>
    protected static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    protected SqlEventLog Log { get; private set; } = null!;

    private protected IStreamQueries Queries { get; private set; } = null!;

    private protected IRunRegistry Registry { get; private set; } = null!;

    private protected LogRetention Retention { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        (Log, var reader, Registry) = await OpenAsync();
        (Queries, Retention) = (new SqlStreamQueries(reader), new LogRetention(Log, reader));
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<(SqlEventLog Log, ISqlReader Reader, IRunRegistry Registry)> OpenAsync();

    protected abstract Task CloseAsync();

    [Fact]
    public async Task Records_are_read_as_they_were_appended()
    {
        LogRecord[] records =
        [
            NewRecord(1) with { Note = JsonText.Parse("""{"assigned":[]}""") },
            NewRecord(2, EventName.AgentActivity) with { ReportId = "r-1" },
            NewRecord(3, EventName.Milestone, payload: """{"text":"Zürich 日本 \"quoted\""}"""),
        ];
        await Log.AppendAsync(new LogAppend("s", records, [], null));
        Assert.Equal(records, await Log.ReadAsync("s", 0, 10));
        Assert.Equal(records[1..2], await Log.ReadAsync("s", 1, 1));
        Assert.Empty(await Log.ReadAsync("s", 3, 10));
        Assert.Empty(await Log.ReadAsync("other", 0, 10));
    }

    [Fact]
    public async Task Only_an_append_that_follows_the_last_event_is_accepted()
    {
        await AppendAsync("s", 1, 3);
        await Assert.ThrowsAsync<LogConflictException>(() => AppendAsync("s", 3, 1));
        await Assert.ThrowsAsync<LogConflictException>(() => AppendAsync("s", 5, 1));
        await Assert.ThrowsAsync<LogConflictException>(() => AppendAsync("s", 1, 1));
        await Assert.ThrowsAsync<LogConflictException>(() => AppendAsync("new", 2, 1));
        await AppendAsync("s", 4, 2);
        Assert.Equal([1, 2, 3, 4, 5], (await Log.ReadAsync("s", 0, 10)).Select(record => record.Seq));
    }

    [Fact]
    public async Task A_conflict_fails_only_its_append_and_those_that_build_on_it()
    {
        await AppendAsync("a", 1, 1);
        var stale = AppendAsync("a", 1, 1);
        var onStale = AppendAsync("a", 3, 1);
        var others = Enumerable.Range(0, 20).Select(i => AppendAsync($"o{i}", 1, 2)).ToArray();
        await Assert.ThrowsAsync<LogConflictException>(() => stale);
        await Assert.ThrowsAsync<LogConflictException>(() => onStale);
        await Task.WhenAll(others);
        Assert.Single(await Log.ReadAsync("a", 0, 10));
    }

    [Fact]
    public async Task An_append_is_refused_if_one_before_it_in_its_chain_failed_although_its_sequence_fits()
    {
        await AppendAsync("a", 1, 1);
        await AppendAsync("a", 2, 1);
        var chain = new AppendChain();
        var lost = Log.AppendAsync(new LogAppend("a", [NewRecord(2)], [], null) { Chain = chain });
        var next = Log.AppendAsync(new LogAppend("a", [NewRecord(3)], [], null) { Chain = chain });
        await Assert.ThrowsAsync<LogConflictException>(() => lost);
        await Assert.ThrowsAsync<LogConflictException>(() => next);
        Assert.Equal(2, (await Log.ReadAsync("a", 0, 10)).Count);
        await Log.AppendAsync(new LogAppend("a", [NewRecord(3)], [], null) { Chain = new AppendChain() });
    }

    [Fact]
    public async Task Appends_that_are_queued_in_order_are_committed_in_order()
    {
        var appends = Enumerable.Range(0, 200).Select(i => AppendAsync("s", 1 + (i * 3), 3)).ToArray();
        await Task.WhenAll(appends);
        Assert.Equal(Enumerable.Range(1, 600).Select(i => (long)i), (await Log.ReadAsync("s", 0, 1_000)).Select(record => record.Seq));
    }

    [Fact]
    public async Task Concurrent_appends_to_many_streams_are_all_stored()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 50), async (stream, _) =>
        {
            for (var seq = 1; seq <= 20; seq++)
                await AppendAsync($"s{stream}", seq, 1);
        });
        for (var stream = 0; stream < 50; stream++)
            Assert.Equal(20, (await Log.ReadAsync($"s{stream}", 0, 100)).Count);
    }

    [Fact]
    public async Task A_deletion_removes_everything_and_later_appends_conflict()
    {
        await Log.AppendAsync(new LogAppend("s", [NewRecord(1), NewRecord(2)], [new(2, Item("s", 2, "k"))], Stream("s", 0)));
        var before = AppendAsync("s", 3, 1);
        var deletion = Log.DeleteAsync("s");
        var after = AppendAsync("s", 4, 1);
        await before;
        await deletion;
        await Assert.ThrowsAsync<LogConflictException>(() => after);
        Assert.Empty(await Log.ReadAsync("s", 0, 10));
        Assert.Empty(await Queries.FindItemsAsync("s", ["k"]));
        Assert.Empty((await Queries.ListStreamsAsync(null, 10, null))!.Streams);
    }

    [Fact]
    public async Task One_kind_of_event_is_read_backward()
    {
        var records = Enumerable.Range(1, 30).Select(i => NewRecord(i, i % 3 == 0 ? EventName.AgentActivity : EventName.ProgressUpdate)).ToArray();
        await Log.AppendAsync(new LogAppend("s", records, [], null));
        Assert.Equal([30, 27, 24], (await Log.ReadBackAsync("s", EventName.AgentActivity, long.MaxValue, 3)).Select(change => change.Seq));
        Assert.Equal([6, 3], (await Log.ReadBackAsync("s", EventName.AgentActivity, 9, 10)).Select(change => change.Seq));
        Assert.Empty(await Log.ReadBackAsync("s", EventName.Milestone, long.MaxValue, 10));
    }

    [Fact]
    public async Task Reports_are_read_backward_by_age_and_number()
    {
        var records = Enumerable.Range(1, 100).Select(i => NewRecord(i) with { ReportId = i % 2 == 0 ? $"r{i}" : null }).ToArray();
        await Log.AppendAsync(new LogAppend("s", records, [], null));
        Assert.Equal(["r90", "r88", "r86"], await Ids(90, Start.AddHours(1), 3, 1_000));
        Assert.Equal(["r100", "r98", "r96", "r94", "r92", "r90"], await Ids(100, Start.AddSeconds(90), 3, 1_000));
        Assert.Equal(["r100", "r98"], await Ids(100, Start, 3, 2));

        async Task<IEnumerable<string>> Ids(long upTo, DateTimeOffset since, int least, int most) =>
            (await Log.ReadReportsBackAsync("s", upTo, since, least, most)).Select(mark => mark.ReportId);
    }

    [Fact]
    public async Task Items_are_kept_by_key_and_paged_in_both_orders()
    {
        for (var i = 1; i <= 10; i++)
            await Log.AppendAsync(new LogAppend("s", [NewRecord(i)], [new(i, Item("s", i, $"k{i}", score: i % 3 == 0 ? null : i % 5))], null));
        await Log.AppendAsync(new LogAppend("s", [NewRecord(11)], [new(11, Item("s", 1, "k1", "scored", 5))], null));
        Assert.Equal(["k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8", "k9", "k10"], await KeysAsync(ItemSort.CreatedAt, null));
        Assert.Equal(["k1", "k4", "k8", "k2", "k7", "k5", "k10", "k3", "k6", "k9"], await KeysAsync(ItemSort.QualityScoreDescending, null));
        Assert.Equal(["k1"], await KeysAsync(ItemSort.CreatedAt, "scored"));
        Assert.Equal(2, (await Queries.FindItemsAsync("s", ["k1", "k9", "k99"])).Count);
        Assert.Equal(7, await Queries.CountItemsAsync("s", "bot", 3));
        Assert.Equal(0, await Queries.CountItemsAsync("s", "nobody", 0));

        async Task<List<string>> KeysAsync(ItemSort sort, string? stage)
        {
            var keys = new List<string>();
            for (string? cursor = null; ;)
            {
                var page = (await Queries.ListItemsAsync("s", new ItemQuery(stage, sort, 3, cursor)))!;
                keys.AddRange(page.Items.Select(item => item.Key));
                if ((cursor = page.NextCursor) is null)
                    return keys;
            }
        }
    }

    [Fact]
    public async Task Streams_are_listed_newest_first_with_their_last_progress()
    {
        for (var i = 0; i < 7; i++)
        {
            await Log.AppendAsync(new LogAppend($"s{i}", [NewRecord(1, EventName.StreamUpdated)], [], Stream($"s{i}", i)));
            var progress = new Progress($"s{i}", i, 50, i * 2, null, null, Start);
            await Log.AppendAsync(new LogAppend(
                $"s{i}",
                [new(new StreamEvent(2, EventName.ProgressUpdate, ContractJson.ToText(progress), Start)), NewRecord(3, EventName.AgentActivity)],
                [],
                Stream($"s{i}", i, i % 2 == 0 ? GoalStatus.InProgress : GoalStatus.Completed)));
        }

        var first = (await Queries.ListStreamsAsync(null, 3, null))!;
        var second = (await Queries.ListStreamsAsync(null, 10, first.NextCursor))!;
        Assert.Equal([6, 5, 4, 3, 2, 1, 0], first.Streams.Concat(second.Streams).Select(stream => stream.Progress.Completed));
        Assert.Null(second.NextCursor);
        Assert.Equal(["s5", "s3", "s1"], (await Queries.ListStreamsAsync(GoalStatus.Completed, 10, null))!.Streams.Select(stream => stream.Stream.Id));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("!!!")]
    [InlineData("MTIzNDU2")]
    public async Task A_cursor_that_no_reply_contained_is_refused(string cursor)
    {
        Assert.Null(await Queries.ListStreamsAsync(null, 3, cursor));
        Assert.Null(await Queries.ListItemsAsync("s", new ItemQuery(null, ItemSort.CreatedAt, 3, cursor)));
    }

    [Fact]
    public async Task A_cursor_of_one_order_is_refused_for_the_other()
    {
        for (var i = 1; i <= 3; i++)
            await Log.AppendAsync(new LogAppend("s", [NewRecord(i)], [new(i, Item("s", i, $"k{i}"))], null));
        var byTime = (await Queries.ListItemsAsync("s", new ItemQuery(null, ItemSort.CreatedAt, 1, null)))!.NextCursor;
        var byScore = (await Queries.ListItemsAsync("s", new ItemQuery(null, ItemSort.QualityScoreDescending, 1, null)))!.NextCursor;
        Assert.Null(await Queries.ListItemsAsync("s", new ItemQuery(null, ItemSort.QualityScoreDescending, 1, byTime)));
        Assert.Null(await Queries.ListItemsAsync("s", new ItemQuery(null, ItemSort.CreatedAt, 1, byScore)));
    }

    [Fact]
    public async Task The_registry_lists_the_running_agents()
    {
        await Registry.AddAsync("s/a");
        await Registry.AddAsync("s/a");
        await Registry.AddAsync("s/b");
        await Registry.RemoveAsync("s/a");
        await Registry.RemoveAsync("s/c");
        Assert.Equal(["s/b"], await Registry.ListAsync());
    }

    [Fact]
    public async Task Random_appends_by_several_writers_leave_the_log_equal_to_a_simple_model()
    {
        var run = 0;
        await Gen.Select(Gen.Int[0, 2], Gen.Int[-1, 2], Gen.Int[1, 4], Gen.Int[0, 20]).Array[1, 40].SampleAsync(
            async steps =>
            {
                var id = Interlocked.Increment(ref run);
                var model = new long[3];
                foreach (var (stream, offset, count, what) in steps)
                {
                    var name = $"m{id}-{stream}";
                    if (what == 0)
                    {
                        await Log.DeleteAsync(name);
                        model[stream] = 0;
                        continue;
                    }

                    var first = Math.Max(1, model[stream] + 1 + (what < 6 ? offset : 0));
                    var fits = first == model[stream] + 1;
                    var exception = await Xunit.Record.ExceptionAsync(() => AppendAsync(name, first, count));
                    Assert.Equal(fits, exception is null);
                    Assert.True(fits || exception is LogConflictException);
                    model[stream] += fits ? count : 0;
                }

                for (var stream = 0; stream < 3; stream++)
                    Assert.Equal(model[stream], (await Log.ReadAsync($"m{id}-{stream}", 0, 1_000)).Count);
            },
            iter: 40,
            threads: 2);
    }

    [Fact]
    public async Task Thinning_keeps_the_last_tick_of_each_minute_and_all_other_events()
    {
        var records = Enumerable.Range(1, 12_000)
            .Select(i => NewRecord(i, i == 1 ? EventName.StreamUpdated : i % 10 == 0 ? EventName.AgentActivity : i % 10 == 5 ? EventName.ItemAdded : EventName.ProgressUpdate))
            .ToArray();
        await Log.AppendAsync(new LogAppend("s", records, [], Stream("s", 0, GoalStatus.Completed)));
        await AppendAsync("other", 1, 100);
        await Retention.ThinAsync("s", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        var left = await ReadAllAsync("s");
        Assert.Equal(records.Where(record => record.Event.Event != EventName.ProgressUpdate), left.Where(record => record.Event.Event != EventName.ProgressUpdate));
        var ticks = left.Where(record => record.Event.Event == EventName.ProgressUpdate).ToArray();
        var lasts = records.Where(record => record.Event.Event == EventName.ProgressUpdate).GroupBy(MinuteOf).Select(minute => minute.Last()).ToArray();
        Assert.Equal(2, ticks[0].Seq);
        Assert.Empty(lasts.Except(ticks));

        // Also the first tick, and one more for each minute that is split between two parts.
        Assert.InRange(ticks.Length, lasts.Length + 1, lasts.Length + 4);
        Assert.Equal(100, (await ReadAllAsync("other")).Count);
        await AppendAsync("s", 12_001, 1);

        static long MinuteOf(LogRecord record) => record.Event.At.ToUnixTimeMilliseconds() / 60_000;
    }

    [Fact]
    public async Task Thinning_keeps_the_ids_of_the_last_thousand_reports()
    {
        var records = Enumerable.Range(1, 3_000).Select(i => NewRecord(i, i == 1 ? EventName.StreamUpdated : EventName.ProgressUpdate) with { ReportId = i % 2 == 0 ? $"r{i}" : null });
        await Log.AppendAsync(new LogAppend("s", [.. records], [], Stream("s", 0, GoalStatus.Completed)));
        await Retention.ThinAsync("s", TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        var marks = await Log.ReadReportsBackAsync("s", 3_000, Start.AddDays(1), 1_000, 100_000);
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"r{3_000 - (2 * i)}"), marks.Select(mark => mark.ReportId));
        Assert.InRange((await ReadAllAsync("s")).Count, 1_001, 1_005);
    }

    [Fact]
    public async Task Completed_streams_are_listed_for_thinning_when_quiet_and_again_after_new_events()
    {
        await AppendAsync("running", GoalStatus.InProgress, 1, 10);
        foreach (var id in (string[])["a", "b", "c"])
            await AppendAsync(id, GoalStatus.Completed, 1, 10);
        Assert.Empty(await ListAsync(Start.AddSeconds(10)));
        Assert.Equal(["a", "b", "c"], await ListAsync(Start.AddSeconds(11)));
        Assert.Equal(["a", "b"], await Retention.ListQuietAsync(Start.AddHours(1), "", 2, TestContext.Current.CancellationToken));
        Assert.Equal(["c"], await Retention.ListQuietAsync(Start.AddHours(1), "b", 2, TestContext.Current.CancellationToken));

        await Retention.ThinAsync("b", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(["a", "c"], await ListAsync(Start.AddHours(1)));
        await AppendAsync("b", GoalStatus.Completed, 11, 1);
        Assert.Equal(["a", "b", "c"], await ListAsync(Start.AddHours(1)));
        await Log.DeleteAsync("a");
        await Retention.ThinAsync("a", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(["b", "c"], await ListAsync(Start.AddHours(1)));

        Task<IReadOnlyList<string>> ListAsync(DateTimeOffset before) => Retention.ListQuietAsync(before, "", 10, TestContext.Current.CancellationToken);

        Task AppendAsync(string id, GoalStatus status, long first, int count) =>
            Log.AppendAsync(new LogAppend(id, [.. Enumerable.Range(0, count).Select(i => NewRecord(first + i))], [], Stream(id, 0, status)));
    }

    [Fact]
    public async Task A_thinned_history_replays_to_the_same_state()
    {
        var run = 0;
        await Gen.Select(Gen.Int[0, 20], Gen.Int[0, 90]).Array[1, 150].SampleAsync(
            async steps =>
            {
                var id = $"t{Interlocked.Increment(ref run)}";
                var play = new Play(new(60));
                foreach (var (what, seconds) in steps)
                    Step(play.Wait(seconds), what);
                var records = play.Changes.Select(ChangeCodec.ToRecord).ToArray();
                await Log.AppendAsync(new LogAppend(id, records, [], Stream(id, 0, GoalStatus.Completed)));
                var loader = new StreamLoader(Log);
                var whole = await loader.LoadAsync(id, null, play.Now);
                await Retention.ThinAsync(id, TimeSpan.FromMinutes(3));
                var thinned = await loader.LoadAsync(id, null, play.Now);
                var later = play.Now + ReportWindow.Age;
                Assert.Equal(whole!.Growth?.Doubled(later), thinned!.Growth?.Doubled(later));
                Assert.Equal(Play.Describe(whole with { Growth = null }), Play.Describe(thinned with { Growth = null }));
            },
            iter: 60,
            threads: 2);

        static void Step(Play play, int what)
        {
            var id = what % 2 == 0 ? $"r{play.State.Seq}" : null;
            switch (what)
            {
                case < 14:
                    play.Report(new ProgressReport(id, play.View.Progress.Completed + what, play.View.Progress.Total, null, what / 3.0));
                    break;
                case < 16:
                    play.Agent(what == 14 ? ActivityType.Started : ActivityType.Completed);
                    break;
                case < 18:
                    play.Report(new MilestoneReport(id, "first_reply", "First reply", "Somebody answered."));
                    break;
                case 18:
                    play.Change(new StreamPatch { TargetMetrics = new(50 + (int)play.State.Seq) });
                    break;
                default:
                    play.Items(new ReportedItem(null, $"Company {play.State.Seq}"));
                    break;
            }
        }
    }

    protected Task AppendAsync(string stream, long first, int count) =>
        Log.AppendAsync(new LogAppend(stream, [.. Enumerable.Range(0, count).Select(i => NewRecord(first + i))], [], null));

    private async Task<List<LogRecord>> ReadAllAsync(string stream)
    {
        var all = new List<LogRecord>();
        while (await Log.ReadAsync(stream, all.Count == 0 ? 0 : all[^1].Seq, 1_000) is { Count: > 0 } page)
            all.AddRange(page);
        return all;
    }

    protected static LogRecord NewRecord(long seq, EventName name = EventName.ProgressUpdate, string payload = """{"a":1}""") =>
        new(new StreamEvent(seq, name, JsonText.Parse(payload), Start.AddSeconds(seq)));

    protected static Item Item(string stream, long seq, string key, string stage = "discovered", double? score = null) => new(
        $"{stream}-{seq}", stream, Contract.Item.Company, key, $"Company {key}", stage, score, JsonText.Parse("{}"), Start, Start, "bot");

    protected static ProgressStream Stream(string id, int minute, GoalStatus status = GoalStatus.NotStarted) => new(
        id, $"Goal {id}", null, GoalCriteria.None, new TargetMetrics(), null, status, Start.AddMinutes(minute), Start, null);
}
