namespace Streams.Tests;

/// <summary>The faults of one connection during a phase.</summary>
/// <param name="IsDelayed">Whether data is delayed.</param>
/// <param name="BytesPerSecond">The bandwidth in each direction, or null for no limit.</param>
/// <param name="End">How it ends (<see cref="NetworkFaults.Cut"/>, <see cref="NetworkFaults.Reset"/>, <see cref="NetworkFaults.BlackHole"/>), or none.</param>
/// <param name="EndsUpstream">Whether <paramref name="BytesToEnd"/> counts request bytes rather than response bytes.</param>
/// <param name="BytesToEnd">The number of bytes after which it ends.</param>
/// <param name="IsForEver">Whether a black hole outlasts the fault.</param>
internal sealed record FaultPlan(bool IsDelayed, int? BytesPerSecond, NetworkFaults End, bool EndsUpstream, int BytesToEnd, bool IsForEver)
{
    private const int LeastBytesPerSecond = 8 * 1024;
    private const int MostBytesPerSecond = 64 * 1024;
    private const double MostBytesToEndAsPowerOf2 = 16;

    public static FaultPlan None { get; } = new(false, null, NetworkFaults.None, false, 0, false);

    /// <summary>Draws a plan: each slowing fault with a probability of one half, and at most one fault that ends the connection.</summary>
    public static FaultPlan Draw(Random random, NetworkFaults faults)
    {
        NetworkFaults[] ends = [.. new[] { NetworkFaults.Cut, NetworkFaults.Reset, NetworkFaults.BlackHole }.Where(end => faults.HasFlag(end)), NetworkFaults.None];

        // Always the same number of draws, so that later draws of a seed do not change.
        var (isDelayed, isSlow, rate) = (random.Next(2) == 0, random.Next(2) == 0, random.Next(LeastBytesPerSecond, MostBytesPerSecond));
        var (end, endsUpstream, isForEver) = (ends[random.Next(ends.Length)], random.Next(4) == 0, random.Next(2) == 0);

        // Logarithmic: as often in the head of a response as in the middle of a long one.
        var bytes = (int)Math.Pow(2, random.NextDouble() * MostBytesToEndAsPowerOf2);
        return new(isDelayed && faults.HasFlag(NetworkFaults.Delay), isSlow && faults.HasFlag(NetworkFaults.Bandwidth) ? rate : null, end, endsUpstream, bytes, isForEver);
    }
}
