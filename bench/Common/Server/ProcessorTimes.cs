namespace Streams.Bench.Common.Server;

/// <summary>Who has used the cores, which server and load program share.</summary>
/// <param name="Server">The server.</param>
/// <param name="Load">This program.</param>
/// <param name="Others">Whoever else is on the machine, its kernel included.</param>
internal readonly record struct ProcessorTimes(TimeSpan Server, TimeSpan Load, TimeSpan Others)
{
    public static ProcessorTimes operator +(ProcessorTimes left, ProcessorTimes right) =>
        new(left.Server + right.Server, left.Load + right.Load, left.Others + right.Others);

    public static ProcessorTimes operator -(ProcessorTimes left, ProcessorTimes right) =>
        new(left.Server - right.Server, left.Load - right.Load, left.Others - right.Others);

    public static ProcessorTimes Now(ServerUnderLoad server)
    {
        var (used, own) = (server.ProcessorTime, Environment.CpuUsage.TotalTime);
        return new(used, own, MachineTime.Busy - used - own);
    }
}
