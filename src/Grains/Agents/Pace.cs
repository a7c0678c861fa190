using System.Text.Json;
using Streams.Contract;

namespace Streams.Grains.Agents;

/// <summary>How fast an agent may go: <c>config.items_per_second</c>, evenly; as fast as it goes where none is set. Not thread-safe: one run owns it.</summary>
internal sealed class Pace
{
    private const double Largest = 20;

    private readonly TimeProvider _time;
    private DateTimeOffset _next;

    private Pace(double? itemsPerSecond, TimeProvider time)
    {
        (ItemsPerSecond, _time) = (itemsPerSecond, time);
        _next = time.GetUtcNow();
    }

    /// <summary>Items a second, or null for no limit.</summary>
    public double? ItemsPerSecond { get; }

    /// <summary>How many items to report at once, so that a slow pace moves evenly and a fast one is not slowed by reporting: at most 20 reports a second.</summary>
    /// <param name="most">How many there may be.</param>
    public int Group(int most) => ItemsPerSecond is { } rate ? Math.Clamp((int)Math.Ceiling(rate / Largest), 1, most) : most;

    /// <summary>Parts a list into groups to report at once, none of which goes past a multiple of <paramref name="every"/>: progress is told at each.</summary>
    /// <param name="items">What is to be done.</param>
    /// <param name="every">After how many items progress is told.</param>
    /// <param name="done">How many were done before.</param>
    public IEnumerable<T[]> Groups<T>(IReadOnlyList<T> items, int every, long done)
    {
        for (var at = 0; at < items.Count;)
        {
            var group = items.Skip(at).Take(Group(every - (int)((done + at) % every))).ToArray();
            yield return group;
            at += group.Length;
        }
    }

    /// <summary>Reads the pace from an agent's settings.</summary>
    public static Pace Of(JsonText config, TimeProvider time)
    {
        using var document = config.ToDocument();
        return new(
            document.RootElement.TryGetProperty("items_per_second", out var rate) && rate.ValueKind == JsonValueKind.Number ? rate.GetDouble() : null,
            time);
    }

    /// <summary>Takes items and says how long to wait before using them.</summary>
    public TimeSpan Take(int items)
    {
        if (ItemsPerSecond is not { } rate)
            return TimeSpan.Zero;

        // Time that went by unused is not made up for: a source that limits would see a burst.
        var now = _time.GetUtcNow();
        _next = (_next > now ? _next : now) + TimeSpan.FromSeconds(items / rate);
        return _next - now;
    }
}
