using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Streams.Cluster.Processes;

/// <summary>What one process of the cluster is: how to start it, how to see that it is ready, how to end it.</summary>
/// <param name="Name">What it is called here, such as <c>silo-1</c>.</param>
/// <param name="Program">The file name of what it runs, by which <c>kill</c> knows it again.</param>
/// <param name="Command">Its command line.</param>
/// <param name="ReadyLine">Matches the line that it prints once it is up. A group <c>url</c> in it is its address, whose <c>/health/ready</c> must then answer 200.</param>
internal sealed record MemberPlan(string Name, string Program, IReadOnlyList<string> Command, Regex ReadyLine)
{
    /// <summary>Environment variables beside those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The signal by which it ends in order.</summary>
    public int EndSignal { get; init; } = Signals.Terminate;

    /// <summary>The temporary folder that is gone with it, or null.</summary>
    public string? Folder { get; init; }

    /// <summary>Where it is reached, for people, where it does not print it itself.</summary>
    public string? Place { get; init; }

    /// <summary>How to start it.</summary>
    public ProcessStartInfo StartInfo()
    {
        // In a session of its own: Ctrl-C goes to all processes of the terminal at once, and these are to end in an order.
        // setsid replaces itself by the program, so the process has the id that we see.
        var start = new ProcessStartInfo("setsid", Command) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return start;
    }
}
