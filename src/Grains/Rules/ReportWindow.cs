using System.Collections.Immutable;

namespace Streams.Grains.Rules;

/// <summary>
/// The ids of a stream's recent reports: the last <see cref="Least"/> and all of the last <see cref="Age"/>, but never more than <see cref="Most"/>. Beyond that the
/// oldest is forgotten, however recent. Immutable.
/// </summary>
internal sealed class ReportWindow
{
    /// <summary>The number of reports that are kept regardless of age.</summary>
    internal const int Least = 1_000;

    /// <summary>The maximum number of reports: 10 minutes at 166 a second.</summary>
    internal const int Most = 100_000;

    /// <summary>The time for which a report is kept, within <see cref="Most"/>.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromMinutes(10);

    private static readonly Loaded Nothing = new([]);

    private readonly Loaded _loaded;

    // The number of the oldest loaded reports that are already forgotten.
    private readonly int _forgotten;

    private readonly ImmutableQueue<Known> _added;
    private readonly ImmutableHashSet<string> _addedIds;

    private ReportWindow(Loaded loaded, int forgotten, ImmutableQueue<Known> added, ImmutableHashSet<string> addedIds) =>
        (_loaded, _forgotten, _added, _addedIds) = (loaded, forgotten, added, addedIds);

    internal static ReportWindow Empty { get; } = new(Nothing, 0, [], ImmutableHashSet.Create<string>(StringComparer.Ordinal));

    internal int Count => _loaded.OldestFirst.Length - _forgotten + _addedIds.Count;

    /// <summary>The ids, oldest first.</summary>
    internal IEnumerable<string> Ids => _loaded.OldestFirst.Skip(_forgotten).Concat(_added).Select(known => known.Id);

    /// <summary>Creates a window in one step: adding a hundred thousand reports one by one takes half a second of an activation.</summary>
    /// <param name="newestFirst">Reports, newest first. Of several with the same id the newest counts.</param>
    internal static ReportWindow From(IEnumerable<(string Id, DateTimeOffset At)> newestFirst)
    {
        var known = newestFirst.Select(report => new Known(report.Id, report.At)).DistinctBy(report => report.Id, StringComparer.Ordinal).ToArray();
        Array.Reverse(known);
        return new(new(known), 0, Empty._added, Empty._addedIds);
    }

    internal bool Contains(string reportId) => _addedIds.Contains(reportId) || (_loaded.Index.TryGetValue(reportId, out var index) && index >= _forgotten);

    /// <summary>Adds a report that was received at <paramref name="at"/>.</summary>
    internal ReportWindow Add(string reportId, DateTimeOffset at)
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

    /// <summary>The reports that an activation found in the log. Immutable: all later windows share them.</summary>
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
