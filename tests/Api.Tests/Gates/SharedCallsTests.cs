using CsCheck;
using Streams.Api.Gates;

namespace Streams.Api.Tests.Gates;

/// <summary>How requests share calls. The test decides when a call returns, so nothing depends on time.</summary>
public sealed class SharedCallsTests
{
    private const int AtOnce = 2;
    private const int Most = 5;
    private const int Capacity = 12;

    private static readonly Gen<Action<Run>> Step = Gen.Frequency(
        (5, Gen.Int[1, Most + 2].Select(weight => (Action<Run>)(run => run.Request(weight)))),
        (3, Gen.Int[0, AtOnce - 1].Select(which => (Action<Run>)(run => run.Return(which, fails: false)))),
        (1, Gen.Int[0, AtOnce - 1].Select(which => (Action<Run>)(run => run.Return(which, fails: true)))));

    [Fact]
    public void A_request_goes_out_at_once_while_few_calls_are_in_flight()
    {
        var run = new Run();
        run.Request(1);
        run.Request(1);
        Assert.Equal([1, 1], run.InFlight.Select(call => call.Requests.Count));
    }

    [Fact]
    public void Requests_that_wait_go_out_together_when_a_call_returns()
    {
        var run = new Run();
        for (var i = 0; i < 6; i++)
            run.Request(1);
        run.Return(0, fails: false);
        Assert.Equal([1, 4], run.InFlight.Select(call => call.Requests.Count));
    }

    [Fact]
    public async Task A_failed_call_fails_its_own_requests_only()
    {
        var run = new Run();
        for (var i = 0; i < 3; i++)
            run.Request(1);
        run.Return(0, fails: true);
        run.Return(0, fails: false);
        run.Return(0, fails: false);
        await Assert.ThrowsAsync<TimeoutException>(() => run.Replies[0]);
        Assert.Equal(-1, await run.Replies[1]);
        Assert.Equal(-2, await run.Replies[2]);
    }

    [Fact]
    public void A_request_is_refused_when_too_many_wait_and_accepted_again_afterwards()
    {
        var run = new Run();
        for (var i = 0; i < AtOnce + Capacity; i++)
            Assert.True(run.Request(1));
        Assert.False(run.Request(1));
        run.Return(0, fails: false);
        Assert.True(run.Request(1));
    }

    [Fact]
    public void In_any_order_calls_are_bounded_requests_keep_their_order_and_each_gets_its_own_reply() => Step.Array[1, 60].Sample(steps =>
    {
        var run = new Run();
        foreach (var step in steps)
        {
            step(run);
            run.Check();
        }

        run.Finish();
    });

    private sealed record Call(IReadOnlyList<(int Number, int Weight)> Requests, TaskCompletionSource<IReadOnlyList<int>> Reply);

    private sealed class Run
    {
        private readonly SharedCalls<(int Number, int Weight), int> _calls;
        private readonly List<int> _accepted = [];
        private readonly List<int> _sent = [];
        private readonly HashSet<int> _failed = [];
        private int _waitingWeight;

        public Run() => _calls = new(
            requests =>
            {
                var call = new Call(requests, new());
                InFlight.Add(call);
                _sent.AddRange(requests.Select(request => request.Number));
                _waitingWeight -= requests.Sum(request => request.Weight);
                return call.Reply.Task;
            },
            request => request.Weight,
            AtOnce,
            Most,
            Capacity);

        public List<Call> InFlight { get; } = [];

        /// <summary>By number; only of requests that were accepted.</summary>
        public Dictionary<int, Task<int>> Replies { get; } = [];

        public bool Request(int weight)
        {
            var number = _accepted.Count;
            var fits = _waitingWeight + weight <= Capacity;
            _waitingWeight += weight;
            if (_calls.TryCall((number, weight)) is not { } reply)
            {
                Assert.False(fits);
                _waitingWeight -= weight;
                return false;
            }

            Assert.True(fits);
            _accepted.Add(number);
            Replies[number] = reply;
            return true;
        }

        public void Return(int which, bool fails)
        {
            if (which >= InFlight.Count)
                return;
            var call = InFlight[which];
            InFlight.RemoveAt(which);
            if (fails)
            {
                _failed.UnionWith(call.Requests.Select(request => request.Number));
                call.Reply.SetException(new TimeoutException());
            }
            else
            {
                call.Reply.SetResult([.. call.Requests.Select(request => -request.Number)]);
            }
        }

        public void Check()
        {
            Assert.True(InFlight.Count <= AtOnce);
            Assert.True(_waitingWeight == 0 || InFlight.Count == AtOnce, "A request waits although a call could be made.");
            Assert.Equal(_accepted.Take(_sent.Count), _sent);
            Assert.All(InFlight, call => Assert.True(call.Requests.Count == 1 || call.Requests.Sum(request => request.Weight) <= Most));
        }

        public void Finish()
        {
            while (InFlight.Count > 0)
                Return(0, fails: false);
            Assert.Equal(_accepted, _sent);
            Assert.All(Replies, reply => Assert.Equal(
                _failed.Contains(reply.Key) ? TaskStatus.Faulted : TaskStatus.RanToCompletion, reply.Value.Status));
            foreach (var (number, reply) in Replies.Where(reply => reply.Value.IsCompletedSuccessfully))
                Assert.Equal(-number, reply.GetAwaiter().GetResult());
        }
    }
}
