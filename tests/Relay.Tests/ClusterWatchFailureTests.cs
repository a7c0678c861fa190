using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Streams.Api.Relay;

namespace Streams.Relay.Tests;

/// <summary>An exception in one round must not end the host.</summary>
public sealed class ClusterWatchFailureTests
{
    [Fact]
    public async Task A_check_that_throws_does_not_end_the_watch()
    {
        var time = new FakeTimeProvider();
        var (version, checks) = (0L, 0);
        using var watch = new ClusterWatch(
            () => Task.FromResult(Interlocked.Increment(ref version)),
            () =>
            {
                Interlocked.Increment(ref checks);
                throw new InvalidOperationException("The test lets this check fail.");
            },
            time,
            NullLogger<ClusterWatch>.Instance);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (Volatile.Read(ref checks) < 3)
        {
            Assert.False(watch.ExecuteTask!.IsFaulted);
            limit.Token.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        await watch.StopAsync(TestContext.Current.CancellationToken);
    }
}
