using System.Collections.Immutable;

namespace Streams.Grains.Rules;

/// <summary>
/// The reports of a stream that are known by their ids: the last <see cref="Least"/> and all of the last <see cref="Age"/>, but never more than
/// <see cref="Most"/>: beyond it the oldest is forgotten, however young.
/// </summary>
public sealed class ReportWindow
{
    /// <summary>How many reports are known however old they are.</summary>
    public const int Least = 1_000;

    /// <summary>How many reports are known at most: 10 minutes at 166 a second.</summary>
    public const int Most = 100_000;

    /// <summary>For how long a report is known in any case.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromMinutes(10);

    private readonly ImmutableQueue<Known> _oldestFirst;
    private readonly ImmutableHashSet<string> _ids;

    private ReportWindow(ImmutableQueue<Known> oldestFirst, ImmutableHashSet<string> ids) => (_oldestFirst, _ids) = (oldestFirst, ids);

    /// <summary>Knows none.</summary>
    public static ReportWindow Empty { get; } = new([], ImmutableHashSet.Create<string>(StringComparer.Ordinal));

    /// <summary>How many are known.</summary>
    public int Count => _ids.Count;

    /// <summary>The known ids, oldest first.</summary>
    public IEnumerable<string> Ids => _oldestFirst.Select(known => known.Id);

    /// <summary>Whether a report is known.</summary>
    public bool Contains(string reportId) => _ids.Contains(reportId);

    /// <summary>With one more report, taken in at <paramref name="at"/>.</summary>
    public ReportWindow Add(string reportId, DateTimeOffset at)
    {
        var ids = _ids.Add(reportId);
        if (ids.Count == _ids.Count)
            return this;
        var queue = _oldestFirst.Enqueue(new(reportId, at));
        while (ids.Count > Most || (ids.Count > Least && queue.Peek().At < at - Age))
        {
            queue = queue.Dequeue(out var oldest);
            ids = ids.Remove(oldest.Id);
        }

        return new(queue, ids);
    }

    private readonly record struct Known(string Id, DateTimeOffset At);
}
