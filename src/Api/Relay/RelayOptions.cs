using Microsoft.Extensions.Options;
using Streams.Grains.Settings;

namespace Streams.Api.Relay;

/// <summary>The bounds and intervals of the relay. The defaults are meant for production.</summary>
[Section("Relay")]
internal sealed class RelayOptions
{
    /// <summary>The maximum number of live copies on this host; a watch beyond it is refused with <c>unavailable</c>.</summary>
    [Number(1)]
    public int MaxLiveStreams { get; set; } = 100_000;

    /// <summary>
    /// While sends keep up, every event is sent at once. If the sends of a frame take more than half of this interval, the next frame follows when it has passed.
    /// 33 to 50 ms look live.
    /// </summary>
    [Duration("00:00:00", "1.00:00:00")]
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMilliseconds(40);

    /// <summary>How long a live copy outlives its last viewer, so that a page reload finds it.</summary>
    [Duration("00:00:00", "1.00:00:00")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The size of a frame in bytes, before events are merged; further events go into the next frame. A frame has at least one event.</summary>
    [Number(1)]
    public int FrameBytes { get; set; } = 32 * 1024;

    /// <summary>
    /// The number of bytes that may wait on this host for viewers that do not take them at once. Beyond it, a viewer that does not take a frame is disconnected; it returns with
    /// its position.
    /// </summary>
    [Number(1)]
    public long PendingBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>The number of recent events that a live copy keeps.</summary>
    [Number(1)]
    public int RingEvents { get; set; } = 4_096;

    /// <summary>The size of recent events that a live copy keeps, in bytes; the bound that is reached first applies.</summary>
    [Number(1)]
    public long RingBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>The number of events to keep that arrive before the snapshot, or after a gap. Further events are read from the log.</summary>
    [Number(1)]
    public int KeptNews { get; set; } = 4_096;

    /// <summary>The number of streams that one connection may watch; a watch beyond it is refused with <c>conflict</c>.</summary>
    [Number(1)]
    public int MaxWatches { get; set; } = 1_000;

    /// <summary>A viewer that is further behind (in events) gets a snapshot instead of a replay.</summary>
    [Number(0)]
    public int MaxReplay { get; set; } = 50_000;

    /// <summary>The number of events per read of the log; a grain returns at most 1,000.</summary>
    [Number(1)]
    public int PageSize { get; set; } = 1_000;

    /// <summary>The number of concurrent reads of the log and, separately, of lease renewals on this host.</summary>
    [Number(1)]
    public int Concurrency { get; set; } = 32;

    /// <summary>A viewer that does not take a frame within this time is disconnected; it returns with its position.</summary>
    [Duration("00:00:00.001", "1.00:00:00")]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The earlier name of <see cref="SendTimeout"/>; sets it.</summary>
    [Duration("00:00:00.001", "1.00:00:00")]
    public TimeSpan SseWriteTimeout { get => SendTimeout; set => SendTimeout = value; }

    /// <summary>The interval of the comment that keeps an SSE connection alive through proxies.</summary>
    [Duration("00:00:00.001", "1.00:00:00")]
    public TimeSpan SseComment { get; set; } = TimeSpan.FromSeconds(15);
}

[OptionsValidator]
internal sealed partial class RelayOptionsValidator : IValidateOptions<RelayOptions>;
