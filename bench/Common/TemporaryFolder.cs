namespace Streams.Bench.Common;

/// <summary>A folder of its own that is gone, with all that is in it, when the measuring is over.</summary>
internal sealed class TemporaryFolder(string? parent = null) : IDisposable
{
    private static int _last;

    public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(
        parent ?? System.IO.Path.GetTempPath(), $"streams-bench-{Environment.ProcessId}-{Interlocked.Increment(ref _last)}")).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
