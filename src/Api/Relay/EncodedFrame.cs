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

    /// <summary>Takes ownership of <paramref name="events"/>.</summary>
    public EncodedFrame(string streamId, string epoch, long from, long to, StreamEvent[] events)
    {
        (StreamId, Epoch, From, To, _count) = (streamId, epoch, from, to, events.Length);
        _frame = new(() => new(streamId, epoch, from, to, Merging.Merge(events)));
        _json = new(() => JsonSerializer.SerializeToUtf8Bytes(Frame, ContractJson.Default.Frame));
        _sse = new(() => SseText.Events(epoch, Frame.Events));
    }

    public string StreamId { get; }

    /// <summary>The epoch of <see cref="From"/> and <see cref="To"/>.</summary>
    public string Epoch { get; }

    /// <summary>Exclusive.</summary>
    public long From { get; }

    /// <summary>Inclusive.</summary>
    public long To { get; }

    public Frame Frame => _frame.Value;

    /// <summary>The number of events that merging omitted.</summary>
    public int Merged => _count - Frame.Events.Count;

    /// <summary>UTF-8.</summary>
    public ReadOnlyMemory<byte> Json => _json.Value;

    /// <summary>One SSE message per event, UTF-8.</summary>
    public ReadOnlyMemory<byte> Sse => _sse.Value;

    internal sealed class Converter : JsonConverter<EncodedFrame>
    {
        public override EncodedFrame Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Frames are only written.");

        public override void Write(Utf8JsonWriter writer, EncodedFrame value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
    }
}
