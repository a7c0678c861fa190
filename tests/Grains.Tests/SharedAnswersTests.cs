using Microsoft.Extensions.Time.Testing;
using Streams.Contract;
using Streams.Grains.Cluster;
using Streams.Grains.Interfaces.Cluster;

namespace Streams.Grains.Tests;

/// <summary>How a gate answers a shared call when some streams are slow.</summary>
public sealed class SharedAnswersTests
{
    private static readonly SiloPlace Here = new(SiloAddress.FromParsableString("127.0.0.1:1@1"), null);
    private static readonly SiloPlace Elsewhere = new(SiloAddress.FromParsableString("127.0.0.1:2@1"), null);

    private readonly FakeTimeProvider _time = new();
    private readonly SharedAnswers<Position> _answers;
    private readonly TaskCompletionSource<Located<Position>>[] _calls = [new(), new(), new()];

    public SharedAnswersTests() => _answers = new(Here.Silo, _time);

    [Fact]
    public async Task Answers_travel_together_in_the_order_of_the_calls()
    {
        var collected = CollectAsync();
        for (var i = 2; i >= 0; i--)
        {
            Assert.False(collected.IsCompleted);
            Answer(i, i == 1 ? Elsewhere : Here);
        }

        Assert.Equal([(0L, null), (1L, Elsewhere), (2L, null)], (await collected).Select(answer => (answer.Outcome.Value!.Seq, answer.Elsewhere)));
    }

    [Fact]
    public async Task A_stuck_stream_holds_the_others_up_for_a_moment_only_and_is_answered_later()
    {
        var collected = CollectAsync();
        Answer(0, Here);
        Answer(2, Here);
        _time.Advance(SharedAnswers<Position>.Patience);
        var answers = await collected;
        Assert.Equal([0L, null, 2L], answers.Select(answer => answer.Outcome.Value?.Seq));
        var late = _answers.AwaitAsync(answers[1].Ticket);
        Assert.False(late.IsCompleted);
        Answer(1, Elsewhere);
        Assert.Equal((1L, Elsewhere), ((await late).Outcome.Value!.Seq, (await late).Elsewhere));
        await Assert.ThrowsAsync<TimeoutException>(() => _answers.AwaitAsync(answers[1].Ticket));
    }

    [Fact]
    public async Task Slow_commits_do_not_separate_answers()
    {
        var collected = CollectAsync();
        _time.Advance(5 * SharedAnswers<Position>.Patience);
        Answer(0, Here);
        _time.Advance(4 * SharedAnswers<Position>.Patience);
        Answer(1, Here);
        Answer(2, Here);
        Assert.All(await collected, answer => Assert.Equal(0, answer.Ticket));
    }

    [Fact]
    public async Task When_no_stream_answers_all_are_late()
    {
        var collected = CollectAsync();
        _time.Advance(SharedAnswers<Position>.Limit);
        Assert.Equal(3, (await collected).Select(answer => answer.Ticket).Where(ticket => ticket > 0).Distinct().Count());
    }

    [Fact]
    public async Task A_call_that_fails_fails_alone()
    {
        var collected = CollectAsync();
        Answer(0, Here);
        _calls[1].SetException(new SiloUnavailableException());
        Answer(2, Here);
        var answers = await collected;
        Assert.IsType<SiloUnavailableException>(answers[1].Failure);
        Assert.Equal([0L, 2L], new[] { answers[0], answers[2] }.Select(answer => answer.Outcome.Value!.Seq));
    }

    [Fact]
    public async Task A_late_answer_that_nobody_awaits_is_forgotten()
    {
        var collected = CollectAsync();
        _time.Advance(SharedAnswers<Position>.Limit);
        var answers = await collected;
        _time.Advance(SharedAnswers<Position>.Validity);
        await Assert.ThrowsAsync<TimeoutException>(() => _answers.AwaitAsync(answers[0].Ticket));
    }

    [Fact]
    public async Task Beyond_the_maximum_number_of_late_answers_further_ones_fail()
    {
        var never = new TaskCompletionSource<Located<Position>>().Task;
        var collected = _answers.CollectAsync([.. Enumerable.Repeat(never, SharedAnswers<Position>.MaxTickets + 1)]);
        _time.Advance(SharedAnswers<Position>.Limit);
        var answers = await collected;
        Assert.Equal(0, answers[^1].Ticket);
        Assert.IsType<TimeoutException>(answers[^1].Failure);
        Assert.All(answers[..^1], answer => Assert.NotEqual(0, answer.Ticket));
    }

    private Task<System.Collections.Immutable.ImmutableArray<GateAnswer<Position>>> CollectAsync() => _answers.CollectAsync([.. _calls.Select(call => call.Task)]);

    private void Answer(int call, SiloPlace place) => _calls[call].SetResult(new(new Position("e", call), place));
}
