using System.Collections.Immutable;

namespace Streams.Grains.Rules;

/// <summary>
/// The reports of a stream that are known by their ids: the last <see cref="Least"/> and all of the last <see cref="Age"/>, but never more than
/// <see cref="Most"/>: beyond it the oldest is forgotten, however young. Immutable.
/// </summary>
public sealed class ReportWindow
{
    /// <summary>How many reports are known however old they are.</summary>
    public const int Least = 1_000;

    /// <summary>How many reports are known at most: 10 minutes at 166 a second.</summary>
    public const int Most = 100_000;

    /// <summary>For how long a report is known in any case.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromMinutes(10);

    private static readonly Loaded Nothing = new([]);

    private readonly Loaded _loaded;

    /// <summary>How many of the loaded ones, the oldest, are forgotten already.</summary>
    private readonly int _forgotten;

    private readonly ImmutableQueue<Known> _added;
    private readonly ImmutableHashSet<string> _addedIds;

    private ReportWindow(Loaded loaded, int forgotten, ImmutableQueue<Known> added, ImmutableHashSet<string> addedIds) =>
        (_loaded, _forgotten, _added, _addedIds) = (loaded, forgotten, added, addedIds);

    /// <summary>Knows none.</summary>
    public static ReportWindow Empty { get; } = new(Nothing, 0, [], ImmutableHashSet.Create<string>(StringComparer.Ordinal));

    /// <summary>How many are known.</summary>
    public int Count => _loaded.OldestFirst.Length - _forgotten + _addedIds.Count;

    /// <summary>The known ids, oldest first.</summary>
    public IEnumerable<string> Ids => _loaded.OldestFirst.Skip(_forgotten).Concat(_added).Select(known => known.Id);

    /// <summary>Knows these. In one piece: added one by one, a hundred thousand take half a second of an activation.</summary>
    /// <param name="newestFirst">Reports, the newest first. Of those with the same id the newest counts.</param>
    public static ReportWindow From(IEnumerable<(string Id, DateTimeOffset At)> newestFirst)
    {
        var known = newestFirst.Select(report => new Known(report.Id, report.At)).DistinctBy(report => report.Id, StringComparer.Ordinal).ToArray();
        Array.Reverse(known);
        return new(new(known), 0, Empty._added, Empty._addedIds);
    }

    /// <summary>Whether a report is known.</summary>
    public bool Contains(string reportId) => _addedIds.Contains(reportId) || (_loaded.Index.TryGetValue(reportId, out var index) && index >= _forgotten);

    /// <summary>With one more report, taken in at <paramref name="at"/>.</summary>
    public ReportWindow Add(string reportId, DateTimeOffset at)
    {
        if (Contains(reportId))
            return this;
        var (forgotten, added, ids) = (_forgotten, _added.Enqueue(new(reportId, at)), _addedIds.Add(reportId));
        while (true)
        {
            var loadedCount = _loaded.OldestFirst.Length - forgotten;
            var oldest = loadedCount > 0 ? _loaded.OldestFirst[forgotten] : added.Peek();
            var count = loadedCount + ids.Count;
            if (count <= Most && (count <= Least || oldest.At >= at - Age))
                return loadedCount > 0 ? new(_loaded, forgotten, added, ids) : new(Nothing, 0, added, ids);
            if (loadedCount > 0)
            {
                forgotten++;
            }
            else
            {
                added = added.Dequeue();
                ids = ids.Remove(oldest.Id);
            }
        }
    }

    private readonly record struct Known(string Id, DateTimeOffset At);

    /// <summary>What an activation found in the log. Never changed, so that all windows that follow share it.</summary>
    private sealed class Loaded
    {
        public Loaded(Known[] oldestFirst)
        {
            OldestFirst = oldestFirst;
            Index = new(oldestFirst.Length, StringComparer.Ordinal);
            for (var i = 0; i < oldestFirst.Length; i++)
                Index.Add(oldestFirst[i].Id, i);
        }

        public Known[] OldestFirst { get; }

        public Dictionary<string, int> Index { get; }
    }
}
