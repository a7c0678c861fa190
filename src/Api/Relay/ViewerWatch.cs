using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Streams.Api.Relay;

/// <summary>
/// One viewer's watch of one stream: a cursor, no queue. The code that attaches the watch owns the cursor until <see cref="Open"/>, then the connection's pump does.
/// <see cref="Wake"/> may be called from any thread.
/// </summary>
internal sealed class ViewerWatch
{
    private readonly ChannelWriter<ViewerWatch> _pump;
    private int _open;
    private int _dirty;
    private int _detached;
    private EncodedFrame? _page;

    internal ViewerWatch(LiveStream live, ChannelWriter<ViewerWatch> pump) => (Live, _pump) = (live, pump);

    public LiveStream Live { get; }

    /// <summary>The epoch of the last event that the viewer was sent.</summary>
    public string Epoch { get; private set; } = "";

    /// <summary>The viewer was sent everything up to this sequence.</summary>
    public long Cursor { get; private set; }

    /// <summary>Whether the viewer has been behind the ring since its watch started, and is served from the log.</summary>
    public bool CatchingUp { get; set; }

    /// <summary>Whether a read of the log is running for this watch. The pump starts no second one.</summary>
    internal bool Fetching { get; set; }

    // The index in the live copy's list, owned by the lock of the copy.
    internal int Index { get; set; } = -1;

    public bool IsDetached => Volatile.Read(ref _detached) != 0;

    /// <summary>Lets the pump send frames.</summary>
    public void Open()
    {
        Volatile.Write(ref _open, 1);
        Wake();
    }

    /// <summary>Queues the watch for the pump, at most once.</summary>
    public void Wake()
    {
        // The flag bounds the pump's queue. A watch that is not open yet is woken by Open.
        if (Volatile.Read(ref _open) != 0 && Interlocked.Exchange(ref _dirty, 1) == 0)
            _pump.TryWrite(this);
    }

    /// <summary>Ends the watch; after the last one the live copy may close.</summary>
    public void Detach()
    {
        if (Interlocked.Exchange(ref _detached, 1) == 0)
            Live.Detach(this);
    }

    internal void MoveTo(string epoch, long seq) => (Epoch, Cursor) = (epoch, seq);

    // Called before the pump takes a step, so that changes during the step wake the watch again.
    internal void ClearDirty() => Interlocked.Exchange(ref _dirty, 0);

    internal void Offer(EncodedFrame? page)
    {
        Volatile.Write(ref _page, page);
        Fetching = false;
        Wake();
    }

    internal bool TryTakePage([NotNullWhen(true)] out EncodedFrame? page)
    {
        page = Interlocked.Exchange(ref _page, null);
        return page is not null && page.Epoch == Epoch && page.From == Cursor;
    }
}
