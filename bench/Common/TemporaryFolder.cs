namespace Streams.Bench.Common;

/// <summary>A new folder that is deleted, with its contents, on disposal.</summary>
/// <param name="parent">Where to create it; null for the system's temporary folder.</param>
internal sealed class TemporaryFolder(string? parent = null) : IDisposable
{
    public string Path { get; } = parent is null
        ? Directory.CreateTempSubdirectory("streams-bench-").FullName
        : Directory.CreateDirectory(System.IO.Path.Combine(parent, $"streams-bench-{Environment.ProcessId}")).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
