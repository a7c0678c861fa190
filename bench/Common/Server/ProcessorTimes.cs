namespace Streams.Bench.Common.Server;

/// <summary>Who has used the cores, which server and load program share.</summary>
/// <param name="Parts">The server, by its parts.</param>
/// <param name="Load">This program.</param>
/// <param name="Others">Whoever else is on the machine, its kernel included.</param>
internal readonly record struct ProcessorTimes(ServerTimes Parts, TimeSpan Load, TimeSpan Others)
{
    /// <summary>The server.</summary>
    public TimeSpan Server => Parts.Total;

    public static ProcessorTimes operator +(ProcessorTimes left, ProcessorTimes right) =>
        new(left.Parts + right.Parts, left.Load + right.Load, left.Others + right.Others);

    public static ProcessorTimes operator -(ProcessorTimes left, ProcessorTimes right) =>
        new(left.Parts - right.Parts, left.Load - right.Load, left.Others - right.Others);

    public static ProcessorTimes Now(IUnderLoad server)
    {
        var (used, own) = (server.ProcessorTime, Environment.CpuUsage.TotalTime);
        return new(used, own, MachineTime.Busy - used.Total - own);
    }
}
