using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Streams.Api.Relay;

/// <summary>
/// One viewer's watch of one stream: a cursor, no queue. The cursor belongs to whoever attaches the watch until <see cref="Open"/>, then to the connection's
/// pump. <see cref="Wake"/> may be called from anywhere.
/// </summary>
public sealed class ViewerWatch
{
    private readonly ChannelWriter<ViewerWatch> _pump;
    private int _open;
    private int _dirty;
    private int _detached;
    private EncodedFrame? _page;

    internal ViewerWatch(LiveStream live, ChannelWriter<ViewerWatch> pump) => (Live, _pump) = (live, pump);

    /// <summary>The live copy it looks at.</summary>
    public LiveStream Live { get; }

    /// <summary>The epoch of what the viewer was sent last.</summary>
    public string Epoch { get; private set; } = "";

    /// <summary>The viewer was sent everything up to here.</summary>
    public long Cursor { get; private set; }

    /// <summary>Whether the viewer is further back than the ring since its watch began, and is read forward from the log.</summary>
    public bool CatchingUp { get; set; }

    /// <summary>Whether a read from the log is under way for it. Set and cleared around one read; the pump starts no second one.</summary>
    internal bool Fetching { get; set; }

    // Where it is in the live copy's list; that lock owns it.
    internal int Index { get; set; } = -1;

    /// <summary>Whether the watch has ended.</summary>
    public bool IsDetached => Volatile.Read(ref _detached) != 0;

    /// <summary>From now on the pump sends frames: the viewer has its start.</summary>
    public void Open()
    {
        Volatile.Write(ref _open, 1);
        Wake();
    }

    /// <summary>Has the pump look at the watch, once, however often it is called before that.</summary>
    public void Wake()
    {
        // The flag bounds the pump's queue: a watch is in it at most once. A watch that is not open is woken by Open.
        if (Volatile.Read(ref _open) != 0 && Interlocked.Exchange(ref _dirty, 1) == 0)
            _pump.TryWrite(this);
    }

    /// <summary>Ends the watch; the live copy may go when it was the last one.</summary>
    public void Detach()
    {
        if (Interlocked.Exchange(ref _detached, 1) == 0)
            Live.Detach(this);
    }

    internal void MoveTo(string epoch, long seq) => (Epoch, Cursor) = (epoch, seq);

    // Before the pump looks, so that what happens while it looks wakes it again.
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
