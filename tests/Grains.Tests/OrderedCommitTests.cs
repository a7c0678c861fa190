using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.Rules;
using Streams.Grains.Streams;

namespace Streams.Grains.Tests;

public sealed class OrderedCommitTests
{
    private static readonly DateTimeOffset Now = GrainHost.Start;

    private readonly ScriptedLog _log = new();
    private readonly List<long> _published = [];
    private readonly List<long> _failed = [];
    private readonly OrderedCommit _commits;

    public OrderedCommitTests()
    {
        var loader = new StreamLoader(_log);
        _commits = new(_log, () => loader.LoadAsync("s", null, Now), records => _published.AddRange(records.Select(record => record.Seq)), (seq, _) => _failed.Add(seq));
    }

    [Fact]
    public void A_stream_exists_for_readers_once_its_creation_is_durable() => Turns.Run(async () =>
    {
        var creation = CreateAsync();
        _log.AnswerRead(Answer.Ok);
        var reader = _commits.ReadAsync();
        Assert.False(reader.IsCompleted);
        Assert.Null(_commits.Committed);
        _log.AnswerAll();
        Assert.NotNull(await creation);
        Assert.Equal(1, (await reader)?.Seq);
    });

    [Fact]
    public void A_second_creation_is_refused_once_the_first_is_durable() => Turns.Run(async () =>
    {
        var first = CreateAsync();
        _log.AnswerRead(Answer.Ok);
        var second = CreateAsync();
        Assert.False(second.IsCompleted);
        _log.AnswerAll();
        Assert.NotNull(await first);
        Assert.Null(await second);
    });

    [Fact]
    public void Decisions_build_on_each_other_before_any_is_durable_and_become_durable_in_order() => Turns.Run(async () =>
    {
        await CreatedAsync();
        var (first, second) = (ReportAsync("r1", 1), ReportAsync("r2", 2));
        Assert.Equal(2, _log.Writes);
        Assert.Equal(1, _commits.Committed!.Seq);
        _log.AnswerWrite(Answer.Ok);
        Assert.Equal(await SeqAsync(first), _commits.Committed.Seq);
        Assert.False(second.IsCompleted);
        _log.AnswerWrite(Answer.Ok);
        Assert.Equal(await SeqAsync(second), _commits.Committed.Seq);
        Assert.Equal(_log.Records.Select(record => record.Seq), _published);
    });

    [Fact]
    public void A_repeated_report_waits_for_the_append_of_the_first() => Turns.Run(async () =>
    {
        await CreatedAsync();
        var (first, second) = (ReportAsync("r1", 1), ReportAsync("r1", 1));
        Assert.False(second.IsCompleted);
        _log.AnswerAll();
        Assert.Equal((1, 0), ((await first)!.Accepted, (await first)!.Duplicates));
        Assert.Equal((0, 1), ((await second)!.Accepted, (await second)!.Duplicates));
    });

    [Fact]
    public void After_a_lost_reply_decisions_without_records_do_not_see_the_old_failure() => Turns.Run(async () =>
    {
        await CreatedAsync();
        var lost = ReportAsync("r1", 1);
        _log.AnswerWrite(Answer.FailAfter);
        await Assert.ThrowsAsync<LogUnavailableException>(() => lost);
        Assert.True(_commits.IsStale);

        var repeated = ReportAsync("r1", 1);
        _log.AnswerAll();
        Assert.Equal(1, (await repeated)!.Duplicates);
        var unchanged = _commits.CommitAsync(state => StreamRules.Change(state!, new StreamPatch(), Now));
        Assert.True(unchanged.IsCompletedSuccessfully);
    });

    [Fact]
    public void Appends_behind_a_failed_one_settle_before_the_reload_and_do_not_affect_the_new_state() => Turns.Run(async () =>
    {
        await CreatedAsync();
        var (first, second, third) = (ReportAsync("r1", 1), ReportAsync("r2", 2), ReportAsync("r3", 3));
        _log.AnswerWrite(Answer.FailBefore);
        var load = _commits.LoadAsync();
        Assert.Equal(0, _log.Reads);
        _log.AnswerWrite(Answer.Ok);
        _log.AnswerWrite(Answer.Ok);
        Assert.Equal(1, _log.Reads);
        _log.AnswerAll();
        await load;
        await Assert.ThrowsAsync<LogUnavailableException>(() => first);
        await Assert.ThrowsAsync<LogConflictException>(() => second);
        await Assert.ThrowsAsync<LogConflictException>(() => third);
        Assert.Equal(3, _failed.Count);
        Assert.False(_commits.IsStale);
        Assert.Equal(1, _commits.Committed!.Seq);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_reload_after_a_write_that_the_full_log_refused_waits_for_the_queued_ones(bool deletes) => Turns.Run(async () =>
    {
        await CreatedAsync();
        var queued = ReportAsync("r1", 1);
        _log.IsFull = true;
        Task refused = deletes ? _commits.DeleteAsync() : ReportAsync("r2", 2);
        _log.IsFull = false;
        var reader = _commits.ReadAsync();
        Assert.Equal(0, _log.Reads);
        _log.AnswerAll();
        await Assert.ThrowsAsync<LogUnavailableException>(() => refused);
        Assert.Equal(await SeqAsync(queued), (await reader)!.Seq);
    });

    [Fact]
    public void A_duplicate_of_a_report_that_conflicted_with_another_activation_is_not_acknowledged() => Turns.Run(async () =>
    {
        await CreatedAsync();
        var (first, second, repeated) = (ReportAsync("r1", 1), ReportAsync("r2", 2), ReportAsync("r1", 1));
        _log.WriteForeign(StreamRules.Report(Created().State, [new ProgressReport("f1", 9, 50)], Now).Changes.Select(ChangeCodec.ToRecord));
        _log.AnswerAll();
        await Assert.ThrowsAsync<LogConflictException>(() => first);
        await Assert.ThrowsAsync<LogConflictException>(() => second);
        await Assert.ThrowsAsync<LogConflictException>(() => repeated);
    });

    [Fact]
    public void A_check_finds_what_another_activation_has_written_and_nothing_else() => Turns.Run(async () =>
    {
        await CreatedAsync();
        var chain = _commits.Chain;
        await VerifyAsync();
        Assert.Same(chain, _commits.Chain);
        Assert.False(_commits.IsStale);

        // An append of its own that is in progress is not foreign.
        var (check, own) = (_commits.VerifyAsync(), ReportAsync("r1", 1));
        _log.AnswerAll();
        await check;
        await own;
        Assert.False(_commits.IsStale);
        _log.WriteForeign(StreamRules.Report(_commits.Committed!, [new ProgressReport("f1", 9, 50)], Now).Changes.Select(ChangeCodec.ToRecord));
        await VerifyAsync();
        var read = _commits.ReadAsync();
        _log.AnswerAll();
        Assert.Equal(9, (await read)!.View.Progress.Completed);

        async Task VerifyAsync()
        {
            var verified = _commits.VerifyAsync();
            _log.AnswerAll();
            await verified;
        }
    });

    [Fact]
    public void An_unexpected_exception_of_the_log_makes_the_state_stale_too() => Turns.Run(async () =>
    {
        var commits = new OrderedCommit(new BrokenLog(), () => Task.FromResult<StreamState?>(Created().State), _ => { }, (_, _) => { });
        await Assert.ThrowsAsync<InvalidOperationException>(() => commits.CommitAsync(state => StreamRules.Report(state!, [new ProgressReport("r1", 1, 50)], Now)));
        Assert.True(commits.IsStale);
        Assert.NotNull(await commits.CommitAsync(state => StreamRules.Change(state!, new StreamPatch(), Now)));
    });

    [Fact]
    public void A_failed_load_is_reported_to_every_waiting_caller_and_the_next_call_tries_again() => Turns.Run(async () =>
    {
        var (first, second) = (_commits.ReadAsync().AsTask(), _commits.ReadAsync().AsTask());
        Assert.Equal(1, _log.Reads);
        _log.AnswerRead(Answer.FailBefore);
        await Assert.ThrowsAsync<LogUnavailableException>(() => first);
        await Assert.ThrowsAsync<LogUnavailableException>(() => second);
        var third = _commits.ReadAsync();
        _log.AnswerAll();
        Assert.Null(await third);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_deleted_stream_is_gone_even_if_the_reply_was_lost(bool replyLost) => Turns.Run(async () =>
    {
        await CreatedAsync();
        var report = ReportAsync("r1", 1);
        var deletion = _commits.DeleteAsync();
        var late = ReportAsync("r2", 2);
        _log.AnswerWrite(Answer.Ok);
        Assert.NotNull(await report);
        Assert.False(late.IsCompleted);
        _log.AnswerWrite(replyLost ? Answer.FailAfter : Answer.Ok);
        Assert.Equal(replyLost, await Record.ExceptionAsync(() => deletion) is LogUnavailableException);
        Assert.Equal(replyLost, await Record.ExceptionAsync(() => late) is LogUnavailableException);
        var reader = _commits.ReadAsync();
        _log.AnswerAll();
        Assert.Null(await reader);
    });

    [Fact]
    public void A_stream_can_be_created_again_while_its_deletion_is_in_progress() => Turns.Run(async () =>
    {
        await CreatedAsync();
        var deletion = _commits.DeleteAsync();
        var creation = CreateAsync();
        _log.AnswerAll();
        Assert.NotNull(await deletion);
        Assert.NotNull(await creation);
        var reader = _commits.ReadAsync();
        _log.AnswerAll();
        Assert.Equal(1, (await reader)?.Seq);
    });

    [Fact]
    public void Lookup_results_from_before_a_reload_are_ignored() => Turns.Run(async () =>
    {
        await CreatedAsync();
        var chain = _commits.Chain;
        var item = new Item("s-2", "s", "company", "k", "Name", "qualified", null, JsonText.Parse("{}"), Now, Now, "bot");
        var report = ReportAsync("r1", 1);
        _log.AnswerWrite(Answer.FailAfter);
        await Assert.ThrowsAsync<LogUnavailableException>(() => report);
        var load = _commits.LoadAsync();
        _log.AnswerAll();
        await load;
        _commits.UpdateKnownItems(chain, known => known.Add("k", item));
        Assert.Empty(_commits.Pending!.KnownItems);
        _commits.UpdateKnownItems(_commits.Chain, known => known.Add("k", item));
        Assert.Equal(["k"], _commits.Pending.KnownItems.Keys);
    });

    [Fact]
    public void Reports_of_items_beyond_the_limit_are_refused_while_lookups_are_slow() => Turns.Run(async () =>
    {
        await CreatedAsync();
        var lookup = new TaskCompletionSource<IReadOnlyList<Item>>();
        var items = new ItemCommit(_commits, _ => lookup.Task, maxKnown: 2 * AppendBudget.MaxAppends);
        var first = ReportItemAsync(0);
        _log.AnswerAll();
        await first;
        var waiting = Enumerable.Range(1, AppendBudget.MaxAppends).Select(ReportItemAsync).ToArray();
        Assert.Equal(RefusalCode.RateLimited, (await ReportItemAsync(-1))?.Refusal?.Code);
        lookup.SetResult([]);
        Turns.RunReady();
        _log.AnswerAll();
        Assert.All(await Task.WhenAll(waiting), decision => Assert.Equal(1, decision?.Accepted));
        var next = ReportItemAsync(-2);
        _log.AnswerAll();
        Assert.Equal(1, (await next)?.Accepted);

        Task<Decision?> ReportItemAsync(int i)
        {
            ImmutableArray<Report> reports = [new ItemsReport($"i{i}", [new ReportedItem($"k{i}", "One")])];
            return items.CommitAsync(reports, state => StreamRules.Report(state!, reports, Now));
        }
    });

    private static Decision Created() => StreamRules.Create("s", "e", new NewStream("Goal", null, GoalCriteria.None, new TargetMetrics(50), null, []), Now);

    private static async Task<long> SeqAsync(Task<Decision?> commit) => (await commit)!.State.Seq;

    private Task<Decision?> CreateAsync() => _commits.CommitAsync(state => state is null ? Created() : null);

    private async Task CreatedAsync()
    {
        var creation = CreateAsync();
        _log.AnswerAll();
        await creation;
    }

    private Task<Decision?> ReportAsync(string id, long completed) =>
        _commits.CommitAsync(state => state is null ? null : StreamRules.Report(state, [new ProgressReport(id, completed, 50)], Now));

    private sealed class BrokenLog : IEventLog
    {
        public string Epoch => "e";

        public Task AppendAsync(LogAppend append) => throw new InvalidOperationException("The test makes this fail.");

        public Task<IReadOnlyList<LogRecord>> ReadAsync(string streamId, long afterSeq, int limit, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<StreamEvent>> ReadBackAsync(string streamId, EventName name, long beforeSeq, int limit, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<ReportMark>> ReadReportsBackAsync(
            string streamId, long upToSeq, DateTimeOffset since, int least, int most, CancellationToken cancellation = default) => throw new NotSupportedException();

        public Task DeleteAsync(string streamId) => throw new NotSupportedException();
    }
}
