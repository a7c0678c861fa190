using Streams.Tools;

namespace Streams.Cluster.Processes;

/// <summary>Kills a process of the cluster, as a machine failure would.</summary>
internal static class Killing
{
    /// <summary>Sends SIGKILL to one process.</summary>
    /// <param name="state">Lists the processes.</param>
    /// <param name="which">The name of the process; null or empty for a random silo or node.</param>
    /// <param name="random">Chooses one.</param>
    /// <returns>The killed process.</returns>
    /// <exception cref="ClusterException">No such process is running.</exception>
    public static RunningProcess Kill(StateFile state, string? which, Random random)
    {
        // The file may be left from a cluster that did not shut down, and its process ids may now belong to other processes.
        var running = state.Read().Where(process => process.IsRunning && process.Name != RunningProcess.Tool).ToArray();
        if (running.Length == 0)
            throw new ClusterException("No cluster is running here. Start one with `make cluster`.");
        var chosen = string.IsNullOrEmpty(which)
            ? running.Where(process => process.Name.StartsWith("silo-", StringComparison.Ordinal) || process.Name.StartsWith("node-", StringComparison.Ordinal)).ToArray()
            : [.. running.Where(process => process.Name == which)];
        if (chosen.Length == 0)
            throw new ClusterException($"{(string.IsNullOrEmpty(which) ? "No silo or node" : $"No '{which}'")} is running, only {string.Join(", ", running.Select(process => process.Name))}.");
        var victim = chosen[random.Next(chosen.Length)];
        return Signals.Send(victim.Identity.Pid, Signals.Kill) ? victim : throw new ClusterException($"{victim.Name} (pid {victim.Identity.Pid}) cannot be killed: it belongs to another user, or has exited.");
    }
}
