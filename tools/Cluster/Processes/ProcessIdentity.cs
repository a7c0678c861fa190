using System.Globalization;

namespace Streams.Cluster.Processes;

/// <summary>
/// Identifies a process. The system reuses process ids; an id and a start time together are unique.
/// </summary>
/// <param name="Pid">The process id.</param>
/// <param name="Started">The start time, in clock ticks since boot (field 22 of <c>/proc/PID/stat</c>).</param>
internal sealed record ProcessIdentity(int Pid, long Started)
{
    private const int StateField = 3;
    private const int StartedField = 22;

    /// <summary>The process that has this id now, or null.</summary>
    public static ProcessIdentity? Of(int pid)
    {
        try
        {
            // The name, field 2, is in parentheses and may contain anything, even spaces.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : new(pid, long.Parse(fields[StartedField - StateField], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Whether exactly this process is running, with that program.</summary>
    /// <param name="program">The program's file name. The command line contains it with any path.</param>
    public bool Runs(string program)
    {
        try
        {
            return Of(Pid) == this && File.ReadAllText($"/proc/{Pid}/cmdline").Split('\0').Any(argument => Path.GetFileName(argument) == program);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
