using System.Globalization;

namespace Streams.Bench.Cluster;

/// <summary>Processor time of a PostgreSQL server: the postmaster and its children, which are one process per connection and some background processes.</summary>
internal static class DatabaseTime
{
    private const int TicksPerSecond = 100;

    // Fields of "/proc/<pid>/stat", counted from the one after the program's name in parentheses, see proc(5).
    private const int Parent = 1;
    private const int User = 11;
    private const int Kernel = 12;
    private const int UserOfEndedChildren = 13;
    private const int KernelOfEndedChildren = 14;

    /// <param name="postmaster">The id of the parent process.</param>
    public static TimeSpan Of(int postmaster)
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) || Read(folder) is not { } fields)
                continue;
            if (id == postmaster)
                ticks += fields[User] + fields[Kernel] + fields[UserOfEndedChildren] + fields[KernelOfEndedChildren];
            else if (fields[Parent] == postmaster)
                ticks += fields[User] + fields[Kernel];
        }

        return TimeSpan.FromSeconds(ticks / (double)TicksPerSecond);
    }

    private static long[]? Read(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return [.. fields.Take(KernelOfEndedChildren + 1).Select(field => long.TryParse(field, CultureInfo.InvariantCulture, out var number) ? number : 0)];
        }
        catch (IOException)
        {
            // The process has exited in the meantime.
            return null;
        }
    }
}
