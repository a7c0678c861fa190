namespace Streams.Bench.Server;

/// <summary>Who used the cores, which server and load generator share.</summary>
/// <param name="Parts">The server, by kind of process.</param>
/// <param name="Load">This program.</param>
/// <param name="Others">Everything else on the machine, including the kernel.</param>
/// <param name="Stolen">Taken by the hypervisor, from all cores.</param>
internal readonly record struct ProcessorTimes(ServerTimes Parts, TimeSpan Load, TimeSpan Others, TimeSpan Stolen)
{
    /// <summary>All server processes.</summary>
    public TimeSpan Server => Parts.Total;

    public static ProcessorTimes operator +(ProcessorTimes left, ProcessorTimes right) =>
        new(left.Parts + right.Parts, left.Load + right.Load, left.Others + right.Others, left.Stolen + right.Stolen);

    public static ProcessorTimes operator -(ProcessorTimes left, ProcessorTimes right) =>
        new(left.Parts - right.Parts, left.Load - right.Load, left.Others - right.Others, left.Stolen - right.Stolen);

    public static ProcessorTimes Now(ISystemUnderTest system)
    {
        var (used, own, machine) = (system.ProcessorTime, Environment.CpuUsage.TotalTime, MachineTime.Now);
        return new(used, own, machine.Busy - used.Total - own, machine.Stolen);
    }
}
