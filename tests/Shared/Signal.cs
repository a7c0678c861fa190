namespace Streams.Tests;

/// <summary>What a process can be told from outside, by its number on Linux.</summary>
internal enum Signal
{
    /// <summary>SIGKILL: it is gone, without a word.</summary>
    Kill = 9,

    /// <summary>SIGTERM: it is to end in order.</summary>
    Terminate = 15,

    /// <summary>SIGCONT: it goes on.</summary>
    Continue = 18,

    /// <summary>SIGSTOP: it stands still, and does not know.</summary>
    Stop = 19,
}
