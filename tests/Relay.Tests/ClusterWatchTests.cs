using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Streams.Api.Relay;

namespace Streams.Relay.Tests;

/// <summary>How an API host handles silos that come and go.</summary>
public sealed class ClusterWatchTests
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
    private readonly FakeTimeProvider _time = new();
    private readonly Queue<Func<Task<long>>> _answers = [];
    private readonly Feed _feed = new();

    [Fact]
    public async Task Nothing_is_checked_while_the_cluster_stays_as_it_is()
    {
        EnqueueAnswers(4, 4, 3, 4);
        await RunAsync();
        Assert.Equal(0, _feed.Checks);
    }

    [Fact]
    public async Task A_new_version_starts_repeated_checks()
    {
        EnqueueAnswers(4, 5, 5, 4);
        await RunAsync();
        Assert.Equal(3, _feed.Checks);
    }

    [Fact]
    public async Task Checks_end_after_ten_seconds()
    {
        EnqueueAnswers([4, 5, .. Enumerable.Repeat(5L, 30)]);
        await RunAsync();
        Assert.Equal(20, _feed.Checks);
    }

    [Fact]
    public async Task The_first_answer_after_a_missing_one_counts_as_a_change()
    {
        EnqueueAnswers(4);
        _answers.Enqueue(() => throw new SiloUnavailableException("gone"));
        _answers.Enqueue(() => throw new SiloUnavailableException("gone"));
        EnqueueAnswers(4);
        await RunAsync();
        Assert.Equal(1, _feed.Checks);
    }

    [Fact]
    public async Task A_check_that_throws_does_not_end_the_watch()
    {
        EnqueueAnswers(4, 5, 5, 5);
        _feed.Failure = new InvalidOperationException("a bug in a check");
        await RunAsync();
        Assert.Equal(3, _feed.Checks);
    }

    private void EnqueueAnswers(params long[] versions)
    {
        foreach (var version in versions)
            _answers.Enqueue(() => Task.FromResult(version));
    }

    /// <summary>Runs the watch until there are no answers left.</summary>
    private async Task RunAsync()
    {
        using var watch = new ClusterWatch(AskAsync, _feed.Check, _time, NullLogger<ClusterWatch>.Instance);
        await watch.StartAsync(CancellationToken.None);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (_answers.Count > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            _time.Advance(Period);
            await Task.Yield();
        }

        await watch.StopAsync(CancellationToken.None);
    }

    // The last call is never answered.
    private Task<long> AskAsync() => _answers.TryDequeue(out var answer) ? answer() : new TaskCompletionSource<long>().Task;

    private sealed class Feed
    {
        public int Checks { get; private set; }

        public Exception? Failure { get; set; }

        public void Check()
        {
            Checks++;
            if (Failure is not null)
                throw Failure;
        }
    }
}
