namespace Streams.Api.Gates;

/// <summary>
/// Where streams were found last. Bounded: it forgets the streams that were not asked for while <paramref name="generation"/> others were. Forgetting is harmless. Thread-safe.
/// </summary>
/// <param name="generation">Between one and two times as many streams are known.</param>
internal sealed class StreamPlaces<T>(int generation)
    where T : class
{
    private readonly Lock _gate = new();
    private Dictionary<string, T> _recent = new(StringComparer.Ordinal);
    private Dictionary<string, T> _older = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_gate)
                return _recent.Count + _older.Count;
        }
    }

    public T? Find(string streamId)
    {
        lock (_gate)
        {
            if (_recent.TryGetValue(streamId, out var place))
                return place;
            if (!_older.Remove(streamId, out place))
                return null;
            AddLocked(streamId, place);
            return place;
        }
    }

    public void Set(string streamId, T place)
    {
        lock (_gate)
        {
            _older.Remove(streamId);
            AddLocked(streamId, place);
        }
    }

    public void Forget(string streamId)
    {
        lock (_gate)
        {
            _recent.Remove(streamId);
            _older.Remove(streamId);
        }
    }

    private void AddLocked(string streamId, T place)
    {
        if (_recent.Count >= generation && !_recent.ContainsKey(streamId))
            (_older, _recent) = (_recent, new(StringComparer.Ordinal));
        _recent[streamId] = place;
    }
}
