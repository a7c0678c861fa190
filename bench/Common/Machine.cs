using System.Runtime.InteropServices;

namespace Streams.Bench.Common;

/// <summary>Describes the machine on which the figures were measured.</summary>
internal static class Machine
{
    private const string Processors = "/proc/cpuinfo";

    /// <param name="folder">The data folder. Its file system determines the cost of a durable write.</param>
    public static string Describe(string folder) =>
        $"{Environment.ProcessorCount} cores ({Processor()}), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30):0.0} GiB, "
        + $"{RuntimeInformation.OSDescription}, data on {new DriveInfo(folder).DriveFormat}, {RuntimeInformation.FrameworkDescription}, "
        + $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC";

    private static string Processor()
    {
        var model = File.Exists(Processors) ? File.ReadLines(Processors).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return model is null ? $"{RuntimeInformation.ProcessArchitecture}" : model[(model.IndexOf(':') + 1)..].Trim();
    }
}
