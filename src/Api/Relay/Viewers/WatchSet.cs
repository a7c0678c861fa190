namespace Streams.Api.Relay;

/// <summary>The viewers of one stream. Add and remove are O(1); the array is created at most once per change. Owned by the lock of the live copy.</summary>
internal sealed class WatchSet
{
    private readonly List<ViewerWatch> _all = [];
    private ViewerWatch[]? _array;

    public ViewerWatch[] ToArray() => _array ??= [.. _all];

    public void Add(ViewerWatch watch)
    {
        watch.Index = _all.Count;
        _all.Add(watch);
        _array = null;
    }

    public bool Remove(ViewerWatch watch)
    {
        if (watch.Index < 0)
            return false;
        var last = _all[^1];
        _all[watch.Index] = last;
        last.Index = watch.Index;
        _all.RemoveAt(_all.Count - 1);
        watch.Index = -1;
        _array = null;
        return true;
    }
}
