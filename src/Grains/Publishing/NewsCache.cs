using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Streams.Grains.Publishing;

/// <summary>
/// The latest messages of a silo's queue, until every host has them or a bound is reached. A host that falls behind the oldest one continues there: what it missed is lost,
/// and its relay reads the log. So a slow host delays nobody and holds no memory. Owned by the queue's pulling agent, which calls it in its own turns.
/// </summary>
internal sealed class NewsCache : IQueueCache
{
    private readonly int _maxMessages;
    private readonly long _maxBytes;

    // A chain with a sentinel before the oldest message. Each cursor points to the last message that it has returned.
    private readonly List<Cursor> _cursors = [];
    private Node _oldest;
    private Node _newest;
    private int _count;
    private long _bytes;

    /// <param name="maxMessages">The maximum number of messages.</param>
    /// <param name="maxBytes">Their approximate maximum size, in bytes.</param>
    public NewsCache(int maxMessages, long maxBytes)
    {
        (_maxMessages, _maxBytes) = (maxMessages, maxBytes);
        _newest = _oldest = new(null);
    }

    /// <summary>The number of messages that it holds.</summary>
    internal int Count => _count;

    /// <inheritdoc/>
    public int GetMaxAddCount() => _maxMessages;

    /// <inheritdoc/>
    public bool IsUnderPressure() => false;

    /// <summary>Drops the messages that every host has.</summary>
    public bool TryPurgeFromCache(out IList<IBatchContainer> purgedItems)
    {
        var everybodyHas = long.MaxValue;
        foreach (var cursor in _cursors)
            everybodyHas = Math.Min(everybodyHas, cursor.Skip());
        while (_oldest.Next is { } next && next.Number <= everybodyHas)
            DropOldest();
        purgedItems = [];
        return false;
    }

    /// <inheritdoc/>
    public void AddToCache(IList<IBatchContainer> messages)
    {
        foreach (var message in messages.OfType<NewsBatch>())
        {
            _newest = _newest.Next = new(message);
            _count++;
            _bytes += _newest.Size;
            while (_count > _maxMessages || (_bytes > _maxBytes && _count > 1))
                DropOldest();
        }
    }

    /// <inheritdoc/>
    /// <param name="streamId">The host's Orleans stream.</param>
    /// <param name="token">The first message to return; null for the next one that arrives.</param>
    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token)
    {
        var at = _newest;
        if (token is EventSequenceToken first)
        {
            for (at = _oldest; at.Next is { } next && next.Number < first.SequenceNumber;)
                at = next;
        }

        var cursor = new Cursor(this, streamId, at);
        _cursors.Add(cursor);
        return cursor;
    }

    private void DropOldest()
    {
        var dropped = _oldest;
        _oldest = dropped.Next!;
        dropped.Next = null;
        dropped.IsDropped = true;
        _count--;
        _bytes -= _oldest.Size;
    }

    private sealed class Node(NewsBatch? message)
    {
        public NewsBatch? Message => message;

        public long Number { get; } = message?.Number ?? 0;

        public long Size { get; } = message?.Size ?? 0;

        public Node? Next { get; set; }

        public bool IsDropped { get; set; }
    }

    private sealed class Cursor(NewsCache cache, StreamId streamId, Node at) : IQueueCacheCursor
    {
        private Node _at = at;

        public IBatchContainer GetCurrent(out Exception? exception)
        {
            exception = null;
            return _at.Message!;
        }

        public bool MoveNext()
        {
            Skip();
            if (_at.Next is not { } next)
                return false;
            _at = next;
            return true;
        }

        /// <summary>Skips the messages to other hosts that come next.</summary>
        /// <returns>The number of the last message that this host does not need.</returns>
        public long Skip()
        {
            if (_at.IsDropped)
                _at = cache._oldest;
            while (_at.Next is { } next && next.Message!.StreamId != streamId)
                _at = next;
            return _at.Number;
        }

        public void Refresh(StreamSequenceToken? token)
        {
            // Each message is new to a cursor that is not past it.
        }

        public void RecordDeliveryFailure()
        {
            // The message is lost for this host, which reads the log.
        }

        public void Dispose() => cache._cursors.Remove(this);
    }
}
