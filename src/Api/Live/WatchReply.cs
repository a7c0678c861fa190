using System.Text.Json;
using System.Text.Json.Serialization;
using Streams.Api.Problems;
using Streams.Api.Relay;
using Streams.Contract;

namespace Streams.Api.Live;

/// <summary>
/// The reply to <c>Watch</c>: <c>{mode: "snapshot", snapshot}</c>, <c>{mode: "replay", frame}</c> or <c>{mode: "refused", problem}</c>.
/// </summary>
[JsonConverter(typeof(Converter))]
internal sealed record WatchReply(WatchStart Start)
{
    internal sealed class Converter : JsonConverter<WatchReply>
    {
        public override WatchReply Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Replies are only written.");

        public override void Write(Utf8JsonWriter writer, WatchReply value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            if (value.Start.Snapshot is { } snapshot)
            {
                writer.WriteString("mode"u8, "snapshot"u8);
                writer.WritePropertyName("snapshot"u8);
                writer.WriteRawValue(snapshot.Json.Span, skipInputValidation: true);
            }
            else if (value.Start.Replay is { } replay)
            {
                writer.WriteString("mode"u8, "replay"u8);
                writer.WritePropertyName("frame"u8);
                writer.WriteRawValue(replay.Json.Span, skipInputValidation: true);
            }
            else
            {
                writer.WriteString("mode"u8, "refused"u8);
                writer.WritePropertyName("problem"u8);
                JsonSerializer.Serialize(writer, ProblemDocument.From(value.Start.Refusal!), ProblemJson.Readable);
            }

            writer.WriteEndObject();
        }
    }
}
