using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Streams.Simulation.Tests;

/// <summary>
/// Real rules, commits, outbox and live copies in a simulated world. A failure names its seed: <c>STREAMS_SEED</c> replays it. <c>STREAMS_SEEDS</c> is the number of
/// seeds to run instead of the usual ones.
/// </summary>
public sealed class SimulationTests
{
    private const int UsualSeeds = 10_000;

    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(10);

    [Fact]
    public void Invariants_hold_for_every_seed()
    {
        if (Number("STREAMS_SEED") is { } only)
            Simulation.Run(only);
        else if (Number("STREAMS_SEEDS") is { } count)
            Run(Random.Shared.Next(int.MaxValue - count), count);
        else
            Run(0, UsualSeeds);
    }

    [Fact]
    public void A_seed_replays_exactly()
    {
        for (var seed = 0; seed < 20; seed++)
            Assert.Equal(Simulation.Run(seed), Simulation.Run(seed));
    }

    /// <summary>The simulation can fail: a store that breaks its contract is found.</summary>
    [Theory]
    [InlineData((int)StoreFault.NoFence)]
    [InlineData((int)StoreFault.LostCommit)]
    [InlineData((int)StoreFault.HoleInPage)]
    public void A_faulty_store_is_found(int fault)
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            try
            {
                Simulation.Run(seed, (StoreFault)fault);
            }
            catch (InvalidOperationException)
            {
                return;
            }
        }

        Assert.Fail($"{(StoreFault)fault} was not found.");
    }

    private static void Run(int first, int count)
    {
        var (done, began) = (0, Stopwatch.GetTimestamp());
        var running = new ConcurrentDictionary<int, byte>();

        // Also names a seed whose turn does not end, which nothing else could.
        using var progress = new Timer(
            _ => Console.Error.WriteLine(
                $"{done} of {count} seeds, {done / Stopwatch.GetElapsedTime(began).TotalSeconds:0} a second; running: {string.Join(", ", running.Keys)}"),
            null,
            ReportEvery,
            ReportEvery);
        Parallel.For(first, first + count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            running[seed] = 0;
            try
            {
                Simulation.Run(seed);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Seed {seed} (STREAMS_SEED={seed} replays it): {failure.Message}", failure);
            }

            running.TryRemove(seed, out _);
            Interlocked.Increment(ref done);
        });
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
