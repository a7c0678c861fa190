using System.Diagnostics.CodeAnalysis;
using Streams.Contract;

namespace Streams.Api.Relay;

/// <summary>
/// One viewer's watch of one stream: a cursor, no queue. The code that attaches the watch owns the cursor until <see cref="ViewerConnection.Open"/>, then whoever has the
/// connection's turn to send does.
/// </summary>
internal sealed class ViewerWatch(LiveStream live, ViewerConnection connection)
{
    private int _detached;
    private EncodedFrame? _page;

    public LiveStream Live => live;

    /// <summary>The viewer was sent everything up to this position.</summary>
    public Position Cursor { get; private set; } = new("", 0);

    /// <summary>Whether the viewer has been behind the ring since its watch started, and is served from the log.</summary>
    public bool Paged { get; set; }

    /// <summary>Whether a read of the log is running for this watch.</summary>
    public bool Fetching { get; set; }

    /// <summary>Whether frames may be sent. Owned by the lock of the connection, like <see cref="Waiting"/>.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whether the watch is in its connection's queue.</summary>
    public bool Waiting { get; set; }

    // The index in the live copy's list, owned by the lock of the copy.
    internal int Index { get; set; } = -1;

    public bool IsDetached => Volatile.Read(ref _detached) != 0;

    /// <summary>Sends a frame at once if it is this viewer's next one and the connection is free; otherwise, wakes the watch if it needs the frame.</summary>
    /// <returns>Whether the frame is sent.</returns>
    public bool TrySend(EncodedFrame frame) => connection.TrySend(this, frame);

    /// <summary>Has the connection's pump take the next step. Any thread may call it.</summary>
    public void Wake() => connection.Wake(this);

    /// <summary>Ends the watch; after the last one the live copy may close.</summary>
    public void Detach()
    {
        if (Interlocked.Exchange(ref _detached, 1) == 0)
            live.Detach(this);
    }

    public void MoveTo(Position position) => Cursor = position;

    /// <summary>Moves the cursor if the frame is the viewer's next one.</summary>
    public bool TryAdvance(EncodedFrame frame)
    {
        if (Cursor.Seq != frame.From || Cursor.Epoch != frame.Epoch)
            return false;
        Cursor = frame.End;
        return true;
    }

    /// <summary>Whether the viewer was already sent what the frame has.</summary>
    public bool Has(EncodedFrame frame) => Cursor.Seq >= frame.To && Cursor.Epoch == frame.Epoch;

    /// <summary>Ends a read of the log.</summary>
    /// <param name="page">The page; null if there is none: the viewer gets a gap, and watches again.</param>
    public void Offer(EncodedFrame? page)
    {
        Volatile.Write(ref _page, page);
        Fetching = false;
        Wake();
    }

    /// <summary>Takes the page that was read, and moves the cursor to its end.</summary>
    public bool TryTakePage([NotNullWhen(true)] out EncodedFrame? page)
    {
        page = Interlocked.Exchange(ref _page, null);
        return page is not null && TryAdvance(page);
    }
}
