using System.Diagnostics;
using System.Text.RegularExpressions;
using Streams.Tools;

namespace Streams.Cluster.Processes;

/// <summary>How to start one process of the cluster, how to detect that it is ready, and how to stop it.</summary>
/// <param name="Name">Its name, such as <c>silo-1</c>.</param>
/// <param name="Program">The file name of its program, by which <c>kill</c> recognizes it.</param>
/// <param name="Command">Its command line.</param>
/// <param name="ReadyLine">Matches the line that it prints once it has started. If the group <c>url</c> matches its address, <c>/health/ready</c> there must return 200 before it counts as ready.</param>
internal sealed record MemberPlan(string Name, string Program, IReadOnlyList<string> Command, Regex ReadyLine)
{
    /// <summary>Environment variables in addition to those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The signal that shuts it down.</summary>
    public int EndSignal { get; init; } = Signals.Terminate;

    /// <summary>The temporary folder to delete with it, or null.</summary>
    public string? Folder { get; init; }

    /// <summary>Its address for display, if it does not print one.</summary>
    public string? Place { get; init; }

    public ProcessStartInfo StartInfo()
    {
        // A new session: Ctrl-C signals all processes of the terminal's session at once, but these must stop in order.
        // setsid replaces itself with the program, so the process id is the program's.
        var start = new ProcessStartInfo("setsid", Command) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return start;
    }
}
