using System.Globalization;
using System.Net;
using System.Text;

namespace Streams.Bench.Load;

/// <summary>The memory of a server.</summary>
/// <param name="Resident">What the operating system has given it, in MiB.</param>
/// <param name="Managed">What .NET's heap held at the last collection, free parts included, in MiB.</param>
internal readonly record struct Footprint(double Resident, double Managed)
{
    private const string HeapMetric = "dotnet_gc_last_collection_heap_size_bytes{";
    private const double Noise = 1;
    private const double Mebi = 1 << 20;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    public static Footprint operator -(Footprint left, Footprint right) => new(left.Resident - right.Resident, left.Managed - right.Managed);

    public static Footprint operator *(Footprint memory, double factor) => new(memory.Resident * factor, memory.Managed * factor);

    /// <summary>Measures once the resident memory has not moved for a while.</summary>
    public static async Task<Footprint> WhenQuietAsync(ServerUnderLoad server, CancellationToken cancellation)
    {
        var (resident, since, deadline) = (server.Resident, server.Age, server.Age + Patience);
        while (server.Age - since < Quiet && server.Age < deadline)
        {
            await Task.Delay(BetweenLooks, TimeProvider.System, cancellation);
            if (Math.Abs(server.Resident - resident) > Noise)
                (resident, since) = (server.Resident, server.Age);
        }

        return new(server.Resident, await ManagedOfAsync(server, cancellation));
    }

    private static async Task<double> ManagedOfAsync(ServerUnderLoad server, CancellationToken cancellation)
    {
        var reply = await server.Client.GetAsync(server.Client.At("/metrics"), cancellation);
        if (reply.Status != HttpStatusCode.OK)
            throw new ServerFailedException($"The server did not tell its metrics: {(int)reply.Status}");
        return Encoding.UTF8.GetString(reply.Body).Split('\n')
            .Where(line => line.StartsWith(HeapMetric, StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture)) / Mebi;
    }
}
