namespace Streams.Bench.Common.Server;

/// <summary>What is measured: a server, or many processes that are one to their clients.</summary>
internal interface IUnderLoad
{
    /// <summary>What its processes have used of the cores.</summary>
    ServerTimes ProcessorTime { get; }

    /// <summary>The memory that the operating system has given its processes, in MiB.</summary>
    double Resident { get; }

    /// <summary>Whether it, or a part of it, has ended by itself.</summary>
    bool IsGone { get; }

    /// <summary>The way in for one of many clients, who are spread over the ways that there are.</summary>
    LoadClient ClientOf(int number);
}
