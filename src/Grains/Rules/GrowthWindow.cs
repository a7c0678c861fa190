using System.Collections.Immutable;

namespace Streams.Grains.Rules;

/// <summary>
/// Samples of a stream's <c>completed</c> over the last three minutes, one per <see cref="Resolution"/> or fewer: at most 362. Immutable.
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
        while (older.Dequeue() is { IsEmpty: false } rest && rest.Peek().At <= at - (3 * Minute))
            older = rest;
        return new(older, new(at, completed));
    }

    /// <summary>
    /// Whether the last 60 s added at least 10, and at least twice as many as the preceding 60 s, which added at least 1. A steady pace that comes in batches is no growth:
    /// neither is one more batch of the usual size, nor what some 60 s of the two minutes before had already.
    /// </summary>
    public bool Doubled(DateTimeOffset now)
    {
        if (Latest is null || Latest.Completed < LeastGrowth)
            return false;
        var minuteAgo = At(now - Minute);
        var last = Latest.Completed - minuteAgo;
        var before = minuteAgo - At(now - (2 * Minute));
        return last >= LeastGrowth && before >= 1 && last >= 2 * before && !IsOneMoreBatch(now) && last >= 2 * MostInAMinute(now - (3 * Minute), now - Minute);
    }

    private bool IsOneMoreBatch(DateTimeOffset now)
    {
        var (last, before) = (StepsIn(now - Minute, now), StepsIn(now - (2 * Minute), now - Minute));
        return last.Count <= before.Count + 1 && last.Largest < 2 * before.Largest;
    }

    private (int Count, long Largest) StepsIn(DateTimeOffset from, DateTimeOffset to)
    {
        var (count, largest, value) = (0, 0L, 0L);
        foreach (var sample in Older.Append(Latest!))
        {
            if (sample.At > from && sample.At <= to && sample.Completed > value)
                (count, largest) = (count + 1, Math.Max(largest, sample.Completed - value));
            value = sample.Completed;
        }

        return (count, largest);
    }

    private long MostInAMinute(DateTimeOffset from, DateTimeOffset to)
    {
        var (most, before, starts) = (0L, At(from), Older.GetEnumerator());
        var hasStart = starts.MoveNext();
        foreach (var sample in Older.Where(sample => sample.At > from && sample.At <= to))
        {
            // The value at the start of the 60 s that end with this sample.
            for (; hasStart && starts.Current.At <= sample.At - Minute; hasStart = starts.MoveNext())
                before = Math.Max(before, starts.Current.Completed);
            most = Math.Max(most, sample.Completed - before);
        }

        return most;
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
