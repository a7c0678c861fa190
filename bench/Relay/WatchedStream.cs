namespace Streams.Bench.Relay;

/// <summary>A stream that one reporter reports into and many watch.</summary>
/// <param name="id">Its id.</param>
/// <param name="head">Its last sequence before it is reported into.</param>
/// <param name="reports">How many reports it will get.</param>
internal sealed class WatchedStream(string id, long head, int reports)
{
    private long _head = head;

    public string Id => id;

    public DueTimes Due { get; } = new(head, reports);

    /// <summary>The last sequence that was acknowledged. Its reporter sets it.</summary>
    public long Head
    {
        get => Volatile.Read(ref _head);
        set => Volatile.Write(ref _head, value);
    }
}
