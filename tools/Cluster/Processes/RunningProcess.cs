using System.Text.Json.Serialization;

namespace Streams.Cluster.Processes;

/// <summary>A process of the cluster.</summary>
/// <param name="Name">Its name: <c>silo-1</c>, <c>api-2</c>, <c>postgres</c>.</param>
/// <param name="Program">The file name of its program.</param>
/// <param name="Identity">Its process id and start time.</param>
/// <param name="Folder">The temporary folder to delete with it, or null.</param>
internal sealed record RunningProcess(string Name, string Program, ProcessIdentity Identity, string? Folder = null)
{
    /// <summary>The name of the tool's own process, which runs the proxy.</summary>
    public const string Tool = "proxy";

    /// <summary>Whether it is still running.</summary>
    [JsonIgnore]
    public bool IsRunning => Identity.Runs(Program);
}
