using Streams.Grains.Settings;

namespace Streams.Api.Relay;

/// <summary>The relay's bounds and paces. The defaults are meant for production; configuration section <c>Relay</c>.</summary>
[Section("Relay")]
public sealed class RelayOptions
{
    /// <summary>At most so many streams have a live copy on this host; a watch of one more is refused with <c>unavailable</c>.</summary>
    [Number(1)]
    public int MaxLiveStreams { get; set; } = 100_000;

    /// <summary>Under load viewers are woken at most this often; an idle stream's event goes out at once. 33 to 50 ms look live.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMilliseconds(40);

    /// <summary>How long a live copy stays after its last viewer left, so that a page reload finds it.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many recent events a live copy keeps. Also the most events one frame can hold.</summary>
    [Number(1)]
    public int RingEvents { get; set; } = 4_096;

    /// <summary>How many bytes of recent events a live copy keeps; whichever bound is met first counts.</summary>
    [Number(1)]
    public long RingBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How many events are kept that came before the snapshot, or ahead of a gap; what is beyond is read from the log again.</summary>
    [Number(1)]
    public int KeptNews { get; set; } = 4_096;

    /// <summary>How many streams one connection watches at most; a watch of one more is refused with <c>conflict</c>.</summary>
    [Number(1)]
    public int MaxWatches { get; set; } = 1_000;

    /// <summary>A viewer whose position is further back than this gets a snapshot instead of what it missed.</summary>
    [Number(0)]
    public int MaxReplay { get; set; } = 50_000;

    /// <summary>How many events one read of the log asks for; the grain gives at most 1,000.</summary>
    [Number(1)]
    public int PageSize { get; set; } = 1_000;

    /// <summary>How many calls that repair, replay or renew are under way at once, on the whole host, each kind by itself.</summary>
    [Number(1)]
    public int Concurrency { get; set; } = 32;

    /// <summary>An SSE client that does not take one write for so long is cut off.</summary>
    public TimeSpan SseWriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often an SSE client gets a comment line, so that proxies keep the connection.</summary>
    public TimeSpan SseComment { get; set; } = TimeSpan.FromSeconds(15);
}
