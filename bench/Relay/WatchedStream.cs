namespace Streams.Bench.Relay;

/// <summary>A stream with one reporter and many watchers.</summary>
/// <param name="id">Its id.</param>
/// <param name="head">Its last sequence before the run.</param>
/// <param name="reports">The number of reports to come.</param>
internal sealed class WatchedStream(string id, long head, int reports)
{
    private long _head = head;

    public string Id => id;

    public DueTimes Due { get; } = new(head, reports);

    /// <summary>The last acknowledged sequence. The stream's reporter sets it.</summary>
    public long Head
    {
        get => Volatile.Read(ref _head);
        set => Volatile.Write(ref _head, value);
    }
}
