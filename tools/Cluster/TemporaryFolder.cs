namespace Streams.Cluster;

/// <summary>The cluster's temporary folders.</summary>
internal static class TemporaryFolder
{
    private const string Prefix = "streams-cluster-";

    /// <summary>Creates a folder that only this user can read.</summary>
    public static string Make() => Directory.CreateTempSubdirectory(Prefix).FullName;

    /// <summary>Whether the folder exists and was created here. Never delete any other folder, even if the state file lists it.</summary>
    public static bool IsOurs(string folder) =>
        Path.GetFileName(folder).StartsWith(Prefix, StringComparison.Ordinal)
        && Path.GetDirectoryName(folder) == Path.TrimEndingDirectorySeparator(Path.GetTempPath())
        && Directory.Exists(folder);
}
