using System.Text.Json;
using System.Text.Json.Serialization;
using Streams.Api.Problems;
using Streams.Contract;

namespace Streams.Api.Live;

/// <summary>The answer to <c>Report</c>: the ack itself, or <c>{problem}</c>.</summary>
/// <param name="Outcome">What became of the reports.</param>
[JsonConverter(typeof(Converter))]
public sealed record ReportReply(Outcome<ReportAck> Outcome)
{
    internal sealed class Converter : JsonConverter<ReportReply>
    {
        public override ReportReply Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("replies only go out");

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
