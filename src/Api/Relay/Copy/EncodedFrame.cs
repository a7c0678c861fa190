using System.Text.Json;
using System.Text.Json.Serialization;
using Streams.Contract;

namespace Streams.Api.Relay;

/// <summary>
/// A frame that many viewers share. It is merged and encoded at most once, on first use, outside the relay's locks. Immutable; thread-safe.
/// </summary>
[JsonConverter(typeof(Converter))]
internal sealed class EncodedFrame
{
    private readonly Lazy<Frame> _frame;
    private readonly Lazy<byte[]> _json;
    private readonly Lazy<byte[]> _sse;
    private readonly int _count;
    private object? _message;

    /// <summary>Takes ownership of <paramref name="events"/>.</summary>
    public EncodedFrame(string streamId, string epoch, long from, long to, StreamEvent[] events)
    {
        (StreamId, From, End, _count) = (streamId, from, new(epoch, to), events.Length);
        OldestAt = events.Length == 0 ? DateTimeOffset.MaxValue : events[0].At;
        _frame = new(() => new(streamId, epoch, from, to, Merging.Merge(events)));
        _json = new(() => JsonSerializer.SerializeToUtf8Bytes(Frame, ContractJson.Default.Frame));
        _sse = new(() => SseText.Events(epoch, Frame.Events));
    }

    /// <summary>A frame of the first of some events that fit into <paramref name="maxBytes"/>, but at least one.</summary>
    public static EncodedFrame Of(string streamId, Position from, IReadOnlyList<StreamEvent> events, long maxBytes)
    {
        var (count, bytes) = (0, 0L);
        while (count < events.Count && ((bytes += EventRing.SizeOf(events[count])) <= maxBytes || count == 0))
            count++;
        return new(streamId, from.Epoch, from.Seq, events[count - 1].Seq, [.. events.Take(count)]);
    }

    public string StreamId { get; }

    /// <summary>The epoch of <see cref="From"/> and <see cref="To"/>.</summary>
    public string Epoch => End.Epoch;

    /// <summary>Exclusive.</summary>
    public long From { get; }

    /// <summary>Inclusive.</summary>
    public long To => End.Seq;

    /// <summary>The position of a viewer that has the frame.</summary>
    public Position End { get; }

    /// <summary>The time of the oldest event.</summary>
    public DateTimeOffset OldestAt { get; }

    public Frame Frame => _frame.Value;

    /// <summary>The number of events that merging omitted.</summary>
    public int Merged => _count - Frame.Events.Count;

    /// <summary>UTF-8.</summary>
    public ReadOnlyMemory<byte> Json => _json.Value;

    /// <summary>One SSE message per event, UTF-8.</summary>
    public ReadOnlyMemory<byte> Sse => _sse.Value;

    /// <summary>A transport's message with this frame, created once for all its viewers.</summary>
    public T Message<T>(Func<EncodedFrame, T> create)
        where T : class =>
        Volatile.Read(ref _message) as T ?? (T)(Interlocked.CompareExchange(ref _message, create(this), null) ?? _message);

    internal sealed class Converter : JsonConverter<EncodedFrame>
    {
        public override EncodedFrame Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Frames are only written.");

        public override void Write(Utf8JsonWriter writer, EncodedFrame value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
    }
}
