using System.Runtime.InteropServices;

namespace Streams.Cluster.Processes;

/// <summary>Signals to processes.</summary>
internal static partial class Signals
{
    /// <summary>PostgreSQL ends its connections and then itself.</summary>
    public const int Interrupt = 2;

    /// <summary>The process ends as if the machine had taken it.</summary>
    public const int Kill = 9;

    /// <summary>The process ends in order.</summary>
    public const int Terminate = 15;

    /// <summary>Sends a signal.</summary>
    /// <returns>Whether it was sent: not where the process is gone, or is somebody else's.</returns>
    public static bool Send(int pid, int signal) => SendTo(pid, signal) == 0;

    /// <summary>How a process ended, in words.</summary>
    /// <param name="exitCode">As .NET gives it: 128 and the signal where it was one.</param>
    public static string Ending(int exitCode) => exitCode switch
    {
        128 + Kill => "was killed (SIGKILL)",
        128 + Terminate => "was ended by SIGTERM",
        > 128 and < 160 => $"was ended by signal {exitCode - 128}",
        _ => $"ended by itself with exit code {exitCode}",
    };

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendTo(int pid, int signal);
}
