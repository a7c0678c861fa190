using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streams.Contract;
using Streams.Grains.EventLog;

namespace Streams.EventLog.Tests;

/// <summary>The queue completes every append, whatever happens to its writer.</summary>
public sealed class GroupCommitQueueTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private readonly LogMetrics _metrics = new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_that_throws_fails_its_batch_and_the_writer_continues(bool onThread)
    {
        var queue = New(NullLogger.Instance);
        var fails = true;
        var writer = Run(queue, onThread, _ =>
        {
            if (fails)
                throw new InvalidOperationException("The test makes this commit fail.");
        });
        await FailsAsync(queue.AppendAsync(Append("a")));
        fails = false;
        await queue.AppendAsync(Append("b")).WaitAsync(Limit, TestContext.Current.CancellationToken);
        queue.Close();
        await writer.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Null(queue.Failure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_that_throws_and_cannot_be_logged_does_not_end_the_writer(bool onThread)
    {
        var queue = New(new ThrowingLogger<GroupCommitQueue>());
        var writer = Run(queue, onThread, batch =>
        {
            if (batch[0].StreamId == "a")
                throw new InvalidOperationException("The test makes this commit fail.");
        });
        await FailsAsync(queue.AppendAsync(Append("a")));
        await queue.DeleteAsync("b").WaitAsync(Limit, TestContext.Current.CancellationToken);
        queue.Close();
        await writer.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task When_the_writer_ends_queued_appends_fail_and_later_ones_fail_immediately()
    {
        var queue = New(NullLogger.Instance);
        var queued = queue.AppendAsync(Append("a"));
        queue.End(new InvalidOperationException("The test ends the writer."));
        Assert.NotNull(queue.Failure);
        await FailsAsync(queued);
        var later = queue.AppendAsync(Append("b"));
        Assert.True(later.IsFaulted);
        await FailsAsync(later);
    }

    [Fact]
    public async Task Appends_that_race_with_the_end_of_the_writer_all_complete()
    {
        for (var round = 0; round < 50; round++)
        {
            var queue = New(NullLogger.Instance);
            var appends = new ConcurrentBag<Task>();
            var adding = Parallel.ForAsync(0, 20, TestContext.Current.CancellationToken, (i, _) =>
            {
                appends.Add(queue.AppendAsync(Append($"s{i}")));
                return ValueTask.CompletedTask;
            });
            queue.End(new InvalidOperationException("The test ends the writer."));
            await adding;
            foreach (var append in appends)
                await FailsAsync(append);
        }
    }

    private GroupCommitQueue New(ILogger logger) => new(new LogQueueOptions(), _metrics, logger);

    private static Task Run(GroupCommitQueue queue, bool onThread, Action<IReadOnlyList<QueuedWork>> commit) => onThread
        ? Task.Factory.StartNew(() => queue.Run(commit), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
        : queue.RunAsync(async batch =>
        {
            await Task.Yield();
            commit(batch);
        });

    private static async Task FailsAsync(Task append) =>
        await Assert.ThrowsAsync<LogUnavailableException>(() => append.WaitAsync(Limit, TestContext.Current.CancellationToken));

    private static LogAppend Append(string stream) =>
        new(stream, [new(new StreamEvent(1, EventName.ProgressUpdate, JsonText.Parse("{}"), DateTimeOffset.UnixEpoch))], [], null);
}
