using System.Globalization;
using System.Net;
using System.Text;

namespace Streams.Bench.Load;

/// <summary>The memory of a server, in MiB.</summary>
/// <param name="Resident">Resident memory.</param>
/// <param name="Managed">The .NET heap at the last collection, including its free space.</param>
internal readonly record struct Footprint(double Resident, double Managed)
{
    private const string HeapMetric = "dotnet_gc_last_collection_heap_size_bytes{";
    private const double Noise = 1;
    private const double Mebi = 1 << 20;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    public static Footprint operator -(Footprint left, Footprint right) => new(left.Resident - right.Resident, left.Managed - right.Managed);

    public static Footprint operator *(Footprint memory, double factor) => new(memory.Resident * factor, memory.Managed * factor);

    /// <summary>Measures once the resident memory has been stable for 2 s, or after a minute.</summary>
    public static async Task<Footprint> WhenQuietAsync(ServerUnderLoad server, CancellationToken cancellation)
    {
        var (resident, since, deadline) = (server.Resident, server.Age, server.Age + Limit);
        while (server.Age - since < Quiet && server.Age < deadline)
        {
            await Task.Delay(PollInterval, TimeProvider.System, cancellation);
            if (Math.Abs(server.Resident - resident) > Noise)
                (resident, since) = (server.Resident, server.Age);
        }

        return new(server.Resident, await ManagedOfAsync(server, cancellation));
    }

    private static async Task<double> ManagedOfAsync(ServerUnderLoad server, CancellationToken cancellation)
    {
        var reply = await server.Client.GetAsync(server.Client.At("/metrics"), cancellation);
        if (reply.Status != HttpStatusCode.OK)
            throw new BenchFailedException($"The server did not return its metrics: {(int)reply.Status}");
        return Encoding.UTF8.GetString(reply.Body).Split('\n')
            .Where(line => line.StartsWith(HeapMetric, StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)) / Mebi;
    }
}
