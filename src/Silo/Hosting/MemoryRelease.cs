using Microsoft.Extensions.Hosting;

namespace Streams.Silo.Hosting;

/// <summary>
/// Returns memory to the operating system after a load. The garbage collector keeps what it needed at the peak, and does nothing while nothing is allocated. So once a busy
/// process is quiet, this collects everything once, which also empties the pools of buffers.
/// </summary>
public sealed class MemoryRelease : BackgroundService
{
    internal static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>The process is quiet if it allocates less in a period, in bytes.</summary>
    internal const long Quiet = 8 * 1024 * 1024;

    /// <summary>The process was busy if it allocated more since the last collection, in bytes.</summary>
    internal const long Busy = 256 * 1024 * 1024;

    // The collection stops the process for some 250 ms for each GiB in use. A larger process gains too little for its pause.
    private const long MaxInUse = 1024 * 1024 * 1024;

    private readonly TimeProvider _time;
    private readonly Func<long> _allocated;
    private readonly Action _collect;

    /// <summary>Measures and collects this process.</summary>
    public MemoryRelease(TimeProvider time)
        : this(time, () => GC.GetTotalAllocatedBytes(), Collect)
    {
    }

    /// <param name="time">Paces the checks.</param>
    /// <param name="allocated">Tells how much was allocated so far, in bytes.</param>
    /// <param name="collect">Collects everything.</param>
    internal MemoryRelease(TimeProvider time, Func<long> allocated, Action collect) => (_time, _allocated, _collect) = (time, allocated, collect);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The timer first: a period begins with the question.
        using var timer = new PeriodicTimer(Period, _time);
        var (before, collected) = (_allocated(), 0L);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var now = _allocated();
            if (now - before < Quiet && now - collected > Busy)
            {
                _collect();
                collected = now;
            }

            before = now;
        }
    }

    private static void Collect()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) < MaxInUse)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
    }
}
