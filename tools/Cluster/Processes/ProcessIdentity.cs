using System.Globalization;

namespace Streams.Cluster.Processes;

/// <summary>
/// Which process it is. Its id alone does not tell: the system gives the id of one that is gone to another. Together with the time it started it is one of a kind.
/// </summary>
/// <param name="Pid">Its id.</param>
/// <param name="Started">When it started, in clock ticks since the machine did (field 22 of <c>/proc/PID/stat</c>).</param>
internal sealed record ProcessIdentity(int Pid, long Started)
{
    private const int StateField = 3;
    private const int StartedField = 22;

    /// <summary>The process that has this id now, or null.</summary>
    public static ProcessIdentity? Of(int pid)
    {
        try
        {
            // The name, field 2, is in parentheses and may hold anything, also blanks.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : new(pid, long.Parse(fields[StartedField - StateField], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Whether this very process is there and runs that program.</summary>
    /// <param name="program">The file name of the program, which is on the command line by whatever path.</param>
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
