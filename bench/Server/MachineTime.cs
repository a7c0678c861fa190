using System.Globalization;

namespace Streams.Bench.Server;

/// <summary>How busy the whole machine is. Time used by neither server nor load generator went to other programs and distorts the figures.</summary>
/// <param name="Busy">The time that all cores together have worked since boot.</param>
/// <param name="Stolen">The time in which a core had work, but the hypervisor gave it to another machine.</param>
internal readonly record struct MachineTime(TimeSpan Busy, TimeSpan Stolen)
{
    private const int TicksPerSecond = 100;
    private const int Idle = 3;
    private const int Waiting = 4;
    private const int StolenTicks = 7;

    public static MachineTime Now
    {
        get
        {
            // "cpu user nice system idle iowait irq softirq steal ...", see proc(5).
            var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..(StolenTicks + 2)]
                .Select(text => TimeSpan.FromSeconds(long.Parse(text, CultureInfo.InvariantCulture) / (double)TicksPerSecond)).ToArray();
            var busy = ticks.Where((_, kind) => kind is not (Idle or Waiting or StolenTicks)).Aggregate(TimeSpan.Zero, (sum, time) => sum + time);
            return new(busy, ticks[StolenTicks]);
        }
    }
}
