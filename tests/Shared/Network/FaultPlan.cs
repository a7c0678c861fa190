namespace Streams.Tests;

/// <summary>What one connection will suffer while the faults are as they are.</summary>
/// <param name="IsDelayed">Whether what passes is delayed.</param>
/// <param name="BytesPerSecond">How much passes in each direction, or null for all.</param>
/// <param name="End">How it ends (<see cref="NetworkFaults.Cut"/>, <see cref="NetworkFaults.Reset"/>, <see cref="NetworkFaults.BlackHole"/>), or none.</param>
/// <param name="EndsUpstream">Whether it is bytes of requests that are counted to the end, not of responses.</param>
/// <param name="BytesToEnd">After how many bytes it ends.</param>
/// <param name="IsForEver">Whether a black hole outlasts the fault.</param>
internal sealed record FaultPlan(bool IsDelayed, int? BytesPerSecond, NetworkFaults End, bool EndsUpstream, int BytesToEnd, bool IsForEver)
{
    private const int LeastBytesPerSecond = 8 * 1024;
    private const int MostBytesPerSecond = 64 * 1024;
    private const double MostBytesToEndAsPowerOf2 = 16;

    public static FaultPlan None { get; } = new(false, null, NetworkFaults.None, false, 0, false);

    /// <summary>Draws one: of each fault that slows it is one half, of those that end it at most one.</summary>
    public static FaultPlan Draw(Random random, NetworkFaults faults)
    {
        NetworkFaults[] ends = [.. new[] { NetworkFaults.Cut, NetworkFaults.Reset, NetworkFaults.BlackHole }.Where(end => faults.HasFlag(end)), NetworkFaults.None];

        // Always as many draws, so that a seed means the same for what comes after.
        var (isDelayed, isSlow, rate) = (random.Next(2) == 0, random.Next(2) == 0, random.Next(LeastBytesPerSecond, MostBytesPerSecond));
        var (end, endsUpstream, isForEver) = (ends[random.Next(ends.Length)], random.Next(4) == 0, random.Next(2) == 0);

        // A byte or two as likely as a thousand or two: in the head of an answer, and in the middle of a long one.
        var bytes = (int)Math.Pow(2, random.NextDouble() * MostBytesToEndAsPowerOf2);
        return new(isDelayed && faults.HasFlag(NetworkFaults.Delay), isSlow && faults.HasFlag(NetworkFaults.Bandwidth) ? rate : null, end, endsUpstream, bytes, isForEver);
    }
}
