using System.Text.Json;
using System.Text.Json.Serialization;
using Streams.Contract;

namespace Streams.Api.Relay;

/// <summary>
/// A frame that many viewers share. Merging and encoding happen at most once, when first asked for, outside of any lock of the relay. Immutable; thread-safe.
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed class EncodedFrame
{
    private readonly Lazy<Frame> _frame;
    private readonly Lazy<byte[]> _json;
    private readonly Lazy<byte[]> _sse;
    private readonly int _count;

    /// <summary>Covers <paramref name="events"/>, which nobody changes any more.</summary>
    public EncodedFrame(string streamId, string epoch, long from, long to, StreamEvent[] events)
    {
        (StreamId, Epoch, From, To, _count) = (streamId, epoch, from, to, events.Length);
        _frame = new(() => new(streamId, epoch, from, to, Merging.Merge(events)));
        _json = new(() => JsonSerializer.SerializeToUtf8Bytes(Frame, ContractJson.Default.Frame));
        _sse = new(() => SseText.Events(epoch, Frame.Events));
    }

    /// <summary>The stream.</summary>
    public string StreamId { get; }

    /// <summary>The epoch of both ends.</summary>
    public string Epoch { get; }

    /// <summary>The sequence after which it begins.</summary>
    public long From { get; }

    /// <summary>The last sequence that it covers.</summary>
    public long To { get; }

    /// <summary>The frame, merged.</summary>
    public Frame Frame => _frame.Value;

    /// <summary>How many events merging left out.</summary>
    public int Merged => _count - Frame.Events.Count;

    /// <summary>The frame as JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Json => _json.Value;

    /// <summary>The frame's events as SSE messages.</summary>
    public ReadOnlyMemory<byte> Sse => _sse.Value;

    internal sealed class Converter : JsonConverter<EncodedFrame>
    {
        public override EncodedFrame Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("frames only go out");

        public override void Write(Utf8JsonWriter writer, EncodedFrame value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
    }
}
