using System.Text.Json;

namespace Streams.Cluster.Processes;

/// <summary>
/// The file that tells other commands which processes the cluster has. It is rewritten whenever one starts or ends and deleted at the end; what an earlier cluster left is
/// known by <see cref="RunningProcess.IsThere"/>. Safe from any thread.
/// </summary>
internal sealed class StateFile(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, RunningProcess> _processes = new(StringComparer.Ordinal);

    /// <summary>The processes that the file tells of, whether they are there or not; none where there is no file.</summary>
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

    /// <summary>Puts a process in, in place of an earlier one of its name.</summary>
    public void Put(RunningProcess process)
    {
        lock (_lock)
        {
            _processes[process.Name] = process;
            Write();
        }
    }

    /// <summary>Takes a process out that ended.</summary>
    public void Remove(string name)
    {
        lock (_lock)
        {
            if (_processes.Remove(name))
                Write();
        }
    }

    /// <summary>Deletes the file, where there is one.</summary>
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

        // Whoever reads finds the old file or the new one, never half of one.
        var next = path + ".next";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(_processes.Values, Json));
        File.Move(next, path, overwrite: true);
    }
}
