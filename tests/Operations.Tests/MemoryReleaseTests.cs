using Microsoft.Extensions.Time.Testing;
using Streams.Silo.Hosting;

namespace Streams.Operations.Tests;

/// <summary>When a process collects its garbage in order to return memory.</summary>
public sealed class MemoryReleaseTests
{
    private const long MiB = 1024 * 1024;

    [Fact]
    public Task A_busy_process_collects_once_when_it_is_quiet() => ExpectAsync([500 * MiB, 0, 0, MiB], collections: [1]);

    [Fact]
    public Task A_process_that_stays_busy_leaves_it_to_the_collector() => ExpectAsync([500 * MiB, 9 * MiB, 300 * MiB, 9 * MiB], collections: []);

    [Fact]
    public Task A_process_that_was_never_busy_does_not_collect() => ExpectAsync([100 * MiB, 0, MiB, 0], collections: []);

    [Fact]
    public Task Each_load_is_followed_by_a_collection() => ExpectAsync([500 * MiB, 0, 500 * MiB, MiB, 0], collections: [1, 3]);

    // Runs one period after another, each with the bytes that it allocates, and compares the periods that collected. The first question is asked before the first period.
    private static async Task ExpectAsync(long[] allocations, int[] collections)
    {
        var time = new FakeTimeProvider();
        var (allocated, period, collected) = (0L, -2, new List<int>());
        var asked = new SemaphoreSlim(0);
        using var release = new MemoryRelease(
            time,
            () =>
            {
                var now = Volatile.Read(ref allocated);
                period++;
                asked.Release();
                return now;
            },
            () => collected.Add(period));
        await release.StartAsync(TestContext.Current.CancellationToken);
        await asked.WaitAsync(TestContext.Current.CancellationToken);
        foreach (var bytes in allocations)
        {
            Volatile.Write(ref allocated, allocated + bytes);
            time.Advance(MemoryRelease.Period);
            await asked.WaitAsync(TestContext.Current.CancellationToken);
        }

        await release.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(collections, collected);
    }
}
