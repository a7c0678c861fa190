using System.Globalization;

namespace Streams.Cluster.Tests;

/// <summary>Reads the Prometheus metrics of a silo.</summary>
internal static class SiloMetrics
{
    private const string Activations = "orleans_catalog_activations{";
    private const string OfStreams = "grain_type=\"stream\"";

    /// <summary>The number of streams that are active on a silo.</summary>
    public static async Task<int> StreamsHeldAsync(this ServerProcess silo, CancellationToken limit)
    {
        var text = await silo.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), limit);
        return text.Split('\n')
            .Where(line => line.StartsWith(Activations, StringComparison.Ordinal) && line.Contains(OfStreams, StringComparison.Ordinal))
            .Sum(line => int.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));
    }
}
