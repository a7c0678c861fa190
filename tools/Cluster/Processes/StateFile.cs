using System.Text.Json;

namespace Streams.Cluster.Processes;

/// <summary>
/// Lists the cluster's processes for other commands. It is rewritten whenever a process starts or exits, and deleted at the end. A file left from an earlier cluster is
/// recognized by <see cref="RunningProcess.IsRunning"/>. Thread-safe.
/// </summary>
internal sealed class StateFile(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, RunningProcess> _processes = new(StringComparer.Ordinal);

    /// <summary>The listed processes, whether they still run or not; empty if there is no file.</summary>
    /// <exception cref="ClusterException">The file cannot be read.</exception>
    public IReadOnlyList<RunningProcess> Read()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<RunningProcess[]>(File.ReadAllBytes(path), Json) ?? [] : [];
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ClusterException($"The state file '{path}' cannot be read: {exception.Message}");
        }
    }

    /// <summary>Adds a process. It replaces an earlier one with the same name.</summary>
    public void Put(RunningProcess process)
    {
        lock (_lock)
        {
            _processes[process.Name] = process;
            Write();
        }
    }

    /// <summary>Removes a process that exited.</summary>
    public void Remove(string name)
    {
        lock (_lock)
        {
            if (_processes.Remove(name))
                Write();
        }
    }

    /// <summary>Deletes the file if it exists.</summary>
    public void Delete()
    {
        lock (_lock)
        {
            if (File.Exists(path))
                File.Delete(path);
        }
    }

    private void Write()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // Readers see the old file or the new one, never a partial one.
        var next = path + ".next";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(_processes.Values, Json));
        File.Move(next, path, overwrite: true);
    }
}
