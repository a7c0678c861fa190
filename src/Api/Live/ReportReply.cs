using System.Text.Json;
using System.Text.Json.Serialization;
using Streams.Api.Problems;
using Streams.Contract;

namespace Streams.Api.Live;

/// <summary>The reply to <c>Report</c>: the acknowledgement, or <c>{problem}</c>.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record ReportReply(Outcome<ReportAck> Outcome)
{
    internal sealed class Converter : JsonConverter<ReportReply>
    {
        public override ReportReply Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Replies are only written.");

        public override void Write(Utf8JsonWriter writer, ReportReply value, JsonSerializerOptions options)
        {
            if (value.Outcome.TryGet(out var ack, out var refusal))
            {
                JsonSerializer.Serialize(writer, ack, ContractJson.Default.ReportAck);
                return;
            }

            writer.WriteStartObject();
            writer.WritePropertyName("problem"u8);
            JsonSerializer.Serialize(writer, ProblemDocument.From(refusal), ProblemJson.Readable);
            writer.WriteEndObject();
        }
    }
}
