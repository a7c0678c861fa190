using System.Text.Json.Serialization;

namespace Streams.Cluster.Processes;

/// <summary>A process of the cluster.</summary>
/// <param name="Name">What it is called here: <c>silo-1</c>, <c>api-2</c>, <c>postgres</c>.</param>
/// <param name="Program">The file name of what it runs.</param>
/// <param name="Identity">Which process it is.</param>
/// <param name="Folder">The temporary folder that is gone with it, or null.</param>
internal sealed record RunningProcess(string Name, string Program, ProcessIdentity Identity, string? Folder = null)
{
    /// <summary>The cluster's own process, which has the proxy in it.</summary>
    public const string Tool = "proxy";

    /// <summary>Whether it is still there.</summary>
    [JsonIgnore]
    public bool IsThere => Identity.Runs(Program);
}
