using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Streams.Api.Relay;

/// <summary>The bounds and intervals of the relay (section <c>Relay</c>). The defaults are meant for production.</summary>
internal sealed class RelayOptions : IValidatableObject
{
    public const string Section = "Relay";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The maximum number of live copies on this host; a watch beyond it is refused with <c>unavailable</c>.</summary>
    public int MaxLiveStreams { get; set; } = 100_000;

    /// <summary>The minimum time between two frames to a viewer under load; an event of an idle stream is sent at once. 33 to 50 ms look live.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMilliseconds(40);

    /// <summary>How long a live copy outlives its last viewer, so that a page reload finds it.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The number of recent events that a live copy keeps, and the maximum number of events in a frame.</summary>
    public int RingEvents { get; set; } = 4_096;

    /// <summary>The size of recent events that a live copy keeps, in bytes; the bound that is reached first applies.</summary>
    public long RingBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>The number of events to keep that arrive before the snapshot, or after a gap. Further events are read from the log.</summary>
    public int KeptNews { get; set; } = 4_096;

    /// <summary>The number of streams that one connection may watch; a watch beyond it is refused with <c>conflict</c>.</summary>
    public int MaxWatches { get; set; } = 1_000;

    /// <summary>A viewer that is further behind (in events) gets a snapshot instead of a replay.</summary>
    public int MaxReplay { get; set; } = 50_000;

    /// <summary>The number of events per read of the log; a grain returns at most 1,000.</summary>
    public int PageSize { get; set; } = 1_000;

    /// <summary>The number of concurrent reads of the log and, separately, of lease renewals on this host.</summary>
    public int Concurrency { get; set; } = 32;

    /// <summary>An SSE client that does not take a write within this time is disconnected.</summary>
    public TimeSpan SseWriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The interval of the comment that keeps an SSE connection alive through proxies.</summary>
    public TimeSpan SseComment { get; set; } = TimeSpan.FromSeconds(15);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        (string Name, long Value, long Min)[] bounds =
        [
            (nameof(MaxLiveStreams), MaxLiveStreams, 1), (nameof(RingEvents), RingEvents, 1), (nameof(RingBytes), RingBytes, 1), (nameof(KeptNews), KeptNews, 1),
            (nameof(MaxWatches), MaxWatches, 1), (nameof(MaxReplay), MaxReplay, 0), (nameof(PageSize), PageSize, 1), (nameof(Concurrency), Concurrency, 1),
        ];
        (string Name, TimeSpan Value, TimeSpan Min)[] times =
        [
            (nameof(FlushInterval), FlushInterval, TimeSpan.Zero), (nameof(Linger), Linger, TimeSpan.Zero),
            (nameof(SseWriteTimeout), SseWriteTimeout, TimeSpan.FromMilliseconds(1)), (nameof(SseComment), SseComment, TimeSpan.FromMilliseconds(1)),
        ];
        return
        [
            .. bounds.Where(bound => bound.Value < bound.Min)
                .Select(bound => new ValidationResult($"{Section}:{bound.Name} is {bound.Value}; it must be at least {bound.Min}.")),
            .. times.Where(time => time.Value < time.Min || time.Value > Day)
                .Select(time => new ValidationResult($"{Section}:{time.Name} is {time.Value}; it must be {time.Min} to {Day}.")),
        ];
    }
}

[OptionsValidator]
internal sealed partial class RelayOptionsValidator : IValidateOptions<RelayOptions>;
