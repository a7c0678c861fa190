using System.Text.Json;
using Streams.Contract;

namespace Streams.Grains.Agents;

/// <summary>Limits an agent to <c>config.items_per_second</c>, spread evenly; no limit if it is absent. Not thread-safe: one run owns it.</summary>
internal sealed class Pace
{
    private const double MaxReportsPerSecond = 20;

    private readonly TimeProvider _time;
    private DateTimeOffset _next;

    private Pace(double? itemsPerSecond, TimeProvider time)
    {
        (ItemsPerSecond, _time) = (itemsPerSecond, time);
        _next = time.GetUtcNow();
    }

    /// <summary>Items per second; null for no limit.</summary>
    public double? ItemsPerSecond { get; }

    /// <summary>How many items to report together, so that a slow pace is even and reporting does not slow down a fast one: at most 20 reports per second.</summary>
    /// <param name="most">The maximum.</param>
    public int Group(int most) => ItemsPerSecond is { } rate ? Math.Clamp((int)Math.Ceiling(rate / MaxReportsPerSecond), 1, most) : most;

    /// <summary>Splits a list into groups to report together. No group crosses a multiple of <paramref name="every"/>, because progress is reported at each multiple.</summary>
    /// <param name="items">The items to process.</param>
    /// <param name="every">The number of items between progress reports.</param>
    /// <param name="done">The number of items processed before.</param>
    public IEnumerable<T[]> Groups<T>(IReadOnlyList<T> items, int every, long done)
    {
        for (var at = 0; at < items.Count;)
        {
            var group = items.Skip(at).Take(Group(every - (int)((done + at) % every))).ToArray();
            yield return group;
            at += group.Length;
        }
    }

    public static Pace Of(JsonText config, TimeProvider time)
    {
        using var document = config.ToDocument();
        return new(
            document.RootElement.TryGetProperty("items_per_second", out var rate) && rate.ValueKind == JsonValueKind.Number ? rate.GetDouble() : null,
            time);
    }

    /// <summary>Takes items and returns how long to wait before they are used.</summary>
    public TimeSpan Take(int items)
    {
        if (ItemsPerSecond is not { } rate)
            return TimeSpan.Zero;

        // Unused time does not accumulate: a rate-limited source would see a burst.
        var now = _time.GetUtcNow();
        _next = (_next > now ? _next : now) + TimeSpan.FromSeconds(items / rate);
        return _next - now;
    }
}
