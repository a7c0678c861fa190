namespace Streams.Cluster.Processes;

/// <summary>What an earlier cluster left that was not ended in order, because it was killed itself.</summary>
internal static class Leftovers
{
    /// <summary>Kills the processes that are left of an earlier cluster, and removes its folders.</summary>
    /// <exception cref="ClusterException">That cluster is no earlier one: it runs.</exception>
    public static void End(StateFile state, Terminal terminal)
    {
        var known = state.Read();
        if (known.FirstOrDefault(process => process.Name == RunningProcess.Tool) is { IsThere: true } tool)
            throw new ClusterException($"A cluster runs here already (pid {tool.Identity.Pid}): end it first, with Ctrl-C in its terminal.");
        foreach (var process in known.Where(process => process.IsThere))
        {
            terminal.Say(process.Name, $"is left of an earlier cluster (pid {process.Identity.Pid}); killed");
            Signals.Send(process.Identity.Pid, Signals.Kill);
        }

        foreach (var folder in known.Select(process => process.Folder).OfType<string>().Where(TemporaryFolder.IsOurs))
            Directory.Delete(folder, recursive: true);
        state.Delete();
    }
}
