using Streams.Tools;

namespace Streams.Cluster.Processes;

/// <summary>Cleans up after an earlier cluster that was killed before it could shut down.</summary>
internal static class Leftovers
{
    /// <summary>Kills the remaining processes of an earlier cluster and deletes its folders.</summary>
    /// <exception cref="ClusterException">The cluster is still running.</exception>
    public static void End(StateFile state, Terminal terminal)
    {
        var known = state.Read();
        if (known.FirstOrDefault(process => process.Name == RunningProcess.Tool) is { IsRunning: true } tool)
            throw new ClusterException($"A cluster is already running here (pid {tool.Identity.Pid}). Stop it first, with Ctrl-C in its terminal.");
        foreach (var process in known.Where(process => process.IsRunning))
        {
            terminal.ShowStatus(process.Name, $"was left over from an earlier cluster (pid {process.Identity.Pid}); killed");
            Signals.Send(process.Identity.Pid, Signals.Kill);
        }

        foreach (var folder in known.Select(process => process.Folder).OfType<string>().Where(TemporaryFolder.IsOurs))
            Directory.Delete(folder, recursive: true);
        state.Delete();
    }
}
