namespace Streams.Cluster.Processes;

/// <summary>Kills a process of the cluster, as a failing machine would.</summary>
internal static class Killing
{
    /// <summary>Sends SIGKILL to one process.</summary>
    /// <param name="state">Which processes there are.</param>
    /// <param name="which">Its name; null or empty for a silo at random.</param>
    /// <param name="random">Draws the silo.</param>
    /// <returns>The process that was killed.</returns>
    /// <exception cref="ClusterException">There is no such process.</exception>
    public static RunningProcess Kill(StateFile state, string? which, Random random)
    {
        // The file may be of a cluster that was not ended in order, and its numbers those of other people's processes by now.
        var there = state.Read().Where(process => process.IsThere && process.Name != RunningProcess.Tool).ToArray();
        if (there.Length == 0)
            throw new ClusterException("No cluster runs here: start one with `make cluster`.");
        var chosen = string.IsNullOrEmpty(which)
            ? there.Where(process => process.Name.StartsWith("silo-", StringComparison.Ordinal)).ToArray()
            : [.. there.Where(process => process.Name == which)];
        if (chosen.Length == 0)
            throw new ClusterException($"There is no {(string.IsNullOrEmpty(which) ? "silo" : $"'{which}'")} now, only {string.Join(", ", there.Select(process => process.Name))}.");
        var victim = chosen[random.Next(chosen.Length)];
        return Signals.Send(victim.Identity.Pid, Signals.Kill) ? victim : throw new ClusterException($"{victim.Name} (pid {victim.Identity.Pid}) cannot be killed: it is another user's, or gone.");
    }
}
