using System.Globalization;

namespace Streams.Bench.Server;

/// <summary>How busy the whole machine is. Time used by neither server nor load generator went to other programs and distorts the figures.</summary>
internal static class MachineTime
{
    private const int TicksPerSecond = 100;
    private const int Idle = 3;
    private const int Waiting = 4;
    private const int Kinds = 8;

    /// <summary>The time that all cores together have worked since boot.</summary>
    public static TimeSpan Busy
    {
        get
        {
            // "cpu user nice system idle iowait irq softirq steal ...", see proc(5).
            var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..(Kinds + 1)];
            return TimeSpan.FromSeconds(
                ticks.Where((_, kind) => kind is not (Idle or Waiting)).Sum(text => long.Parse(text, CultureInfo.InvariantCulture)) / (double)TicksPerSecond);
        }
    }
}
