using System.Globalization;

namespace Streams.Bench.Common.Server;

/// <summary>How busy the whole machine is: what neither server nor load program has used went to somebody else, and the numbers have suffered.</summary>
internal static class MachineTime
{
    private const int TicksPerSecond = 100;
    private const int Idle = 3;
    private const int Waiting = 4;
    private const int Kinds = 8;

    /// <summary>The time that all cores together have worked since the machine was started.</summary>
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
