namespace Streams.Tests;

/// <summary>Signals, with their numbers on Linux.</summary>
internal enum Signal
{
    /// <summary>SIGKILL: the process ends at once.</summary>
    Kill = 9,

    /// <summary>SIGTERM: the process shuts down.</summary>
    Terminate = 15,

    /// <summary>SIGCONT: the process resumes.</summary>
    Continue = 18,

    /// <summary>SIGSTOP: the process freezes.</summary>
    Stop = 19,
}
