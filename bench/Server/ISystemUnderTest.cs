namespace Streams.Bench.Server;

/// <summary>The measured system: one server, or a cluster of processes.</summary>
internal interface ISystemUnderTest
{
    /// <summary>Processor time that its processes have used.</summary>
    ServerTimes ProcessorTime { get; }

    /// <summary>Resident memory of its processes, in MiB.</summary>
    double Resident { get; }

    /// <summary>Whether any of its processes has exited.</summary>
    bool HasExited { get; }

    /// <summary>The HTTP client for one of many callers, who are spread over the API hosts.</summary>
    LoadClient ClientOf(int number);
}
