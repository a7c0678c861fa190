namespace Streams.Cluster;

/// <summary>Temporary folders of the cluster.</summary>
internal static class TemporaryFolder
{
    private const string Prefix = "streams-cluster-";

    /// <summary>Makes one that only this user may look into.</summary>
    public static string Make() => Directory.CreateTempSubdirectory(Prefix).FullName;

    /// <summary>Whether the folder is there and one of those; another is none of ours to remove, whatever a file says.</summary>
    public static bool IsOurs(string folder) =>
        Path.GetFileName(folder).StartsWith(Prefix, StringComparison.Ordinal)
        && Path.GetDirectoryName(folder) == Path.TrimEndingDirectorySeparator(Path.GetTempPath())
        && Directory.Exists(folder);
}
