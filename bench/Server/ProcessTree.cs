using System.Globalization;

namespace Streams.Bench.Server;

/// <summary>What a process and its children use. PostgreSQL has one child per connection and some for the background, nginx has its workers.</summary>
internal static class ProcessTree
{
    private const int TicksPerSecond = 100;

    // Fields of "/proc/<pid>/stat", counted from the one after the program's name in parentheses, see proc(5).
    private const int Parent = 1;
    private const int User = 11;
    private const int Kernel = 12;
    private const int UserOfEndedChildren = 13;
    private const int KernelOfEndedChildren = 14;
    private const int ResidentPages = 21;

    /// <param name="parent">The id of the parent process.</param>
    public static TimeSpan ProcessorTime(int parent)
    {
        var ticks = Read(parent).Sum(process =>
            process[User] + process[Kernel] + (process.Id == parent ? process[UserOfEndedChildren] + process[KernelOfEndedChildren] : 0));
        return TimeSpan.FromSeconds(ticks / (double)TicksPerSecond);
    }

    /// <summary>Resident memory in MiB. Pages that processes share count once for each.</summary>
    /// <param name="parent">The id of the parent process.</param>
    public static double Resident(int parent) => Read(parent).Sum(process => process[ResidentPages]) * Environment.SystemPageSize / (double)(1 << 20);

    private static IEnumerable<Entry> Read(int parent)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Read(id, folder) is { } process
                && (id == parent || process[Parent] == parent))
                yield return process;
        }
    }

    private static Entry? Read(int id, string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            return new(id, text[(text.LastIndexOf(')') + 2)..].Split(' '));
        }
        catch (IOException)
        {
            // The process has exited in the meantime.
            return null;
        }
    }

    private sealed record Entry(int Id, string[] Fields)
    {
        public long this[int field] => long.Parse(Fields[field], CultureInfo.InvariantCulture);
    }
}
