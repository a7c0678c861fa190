using System.Collections.Immutable;

namespace Streams.Grains.Rules;

/// <summary>
/// Samples of a stream's <c>completed</c> over the last two minutes, one per <see cref="Resolution"/> or fewer: at most 242. Immutable.
/// </summary>
/// <param name="Older">The samples before the latest, oldest first.</param>
/// <param name="Latest">The latest sample, or null before the first.</param>
internal sealed record GrowthWindow(ImmutableQueue<GrowthSample> Older, GrowthSample? Latest)
{
    /// <summary>The minimum distance of two samples; a closer one replaces the value of the previous one.</summary>
    public static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(500);

    private const int LeastGrowth = 10;
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    public static GrowthWindow Empty { get; } = new([], null);

    /// <summary>Adds the value at <paramref name="at"/>.</summary>
    public GrowthWindow Add(DateTimeOffset at, long completed)
    {
        if (Latest is null)
            return this with { Latest = new(at, completed) };
        if (at - Latest.At < Resolution)
            return this with { Latest = Latest with { Completed = completed } };

        // One sample from before the window stays: it is the value at the window's start.
        var older = Older.Enqueue(Latest);
        while (older.Dequeue() is { IsEmpty: false } rest && rest.Peek().At <= at - (2 * Minute))
            older = rest;
        return new(older, new(at, completed));
    }

    /// <summary>Whether the last 60 s added at least 10, and at least twice as many as the preceding 60 s, which added at least 1.</summary>
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

/// <summary>The value of <c>completed</c> at one time.</summary>
internal sealed record GrowthSample(DateTimeOffset At, long Completed);
