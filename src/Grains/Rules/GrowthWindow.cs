using System.Collections.Immutable;

namespace Streams.Grains.Rules;

/// <summary>
/// What a stream's <c>completed</c> was over the last two minutes, sampled at most every <see cref="Resolution"/>: at most 242 samples.
/// </summary>
/// <param name="Older">The samples before the latest, oldest first.</param>
/// <param name="Latest">The latest sample, or null before the first.</param>
public sealed record GrowthWindow(ImmutableQueue<GrowthSample> Older, GrowthSample? Latest)
{
    /// <summary>How near to each other two samples may be; a nearer one replaces the value of the one before.</summary>
    public static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(500);

    private const int LeastGrowth = 10;
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    /// <summary>No samples.</summary>
    public static GrowthWindow Empty { get; } = new([], null);

    /// <summary>With the value at <paramref name="at"/>.</summary>
    public GrowthWindow Add(DateTimeOffset at, long completed)
    {
        if (Latest is null)
            return this with { Latest = new(at, completed) };
        if (at - Latest.At < Resolution)
            return this with { Latest = Latest with { Completed = completed } };

        // One sample from before the window stays: it says where the window began.
        var older = Older.Enqueue(Latest);
        while (older.Dequeue() is { IsEmpty: false } rest && rest.Peek().At <= at - (2 * Minute))
            older = rest;
        return new(older, new(at, completed));
    }

    /// <summary>Whether the last 60 s brought at least 10, and at least twice what the 60 s before them brought, which brought at least 1.</summary>
    public bool Doubled(DateTimeOffset now)
    {
        if (Latest is null || Latest.Completed < LeastGrowth)
            return false;
        var minuteAgo = At(now - Minute);
        var last = Latest.Completed - minuteAgo;
        var before = minuteAgo - At(now - (2 * Minute));
        return last >= LeastGrowth && before >= 1 && last >= 2 * before;
    }

    private long At(DateTimeOffset time)
    {
        var completed = 0L;
        foreach (var sample in Older)
        {
            if (sample.At > time)
                return completed;
            completed = sample.Completed;
        }

        return Latest is not null && Latest.At <= time ? Latest.Completed : completed;
    }
}

/// <summary>What <c>completed</c> was.</summary>
/// <param name="At">When.</param>
/// <param name="Completed">The value.</param>
public sealed record GrowthSample(DateTimeOffset At, long Completed);
