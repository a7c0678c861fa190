using System.Runtime.InteropServices;

namespace Streams.Tools;

/// <summary>POSIX signals to processes.</summary>
internal static partial class Signals
{
    /// <summary>SIGINT: PostgreSQL closes its connections and exits.</summary>
    public const int Interrupt = 2;

    /// <summary>SIGKILL: the process disappears, as when its machine fails.</summary>
    public const int Kill = 9;

    /// <summary>SIGTERM: the process shuts down.</summary>
    public const int Terminate = 15;

    /// <returns>False when the process no longer exists or belongs to another user.</returns>
    public static bool Send(int pid, int signal) => SendTo(pid, signal) == 0;

    /// <summary>Describes how a process ended.</summary>
    /// <param name="exitCode">As .NET reports it: 128 plus the signal when a signal ended the process.</param>
    public static string Ending(int exitCode) => exitCode switch
    {
        128 + Kill => "was killed (SIGKILL)",
        128 + Terminate => "was stopped by SIGTERM",
        > 128 and < 160 => $"was stopped by signal {exitCode - 128}",
        _ => $"ended with exit code {exitCode}",
    };

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendTo(int pid, int signal);
}
