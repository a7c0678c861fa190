using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Streams.Contract;

namespace Streams.Api.Problems;

/// <summary>The JSON of problems. Use <see cref="Readable"/>, whatever the options of the writer.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter<RefusalCode>)])]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ProblemJson : JsonSerializerContext
{
    /// <summary>Escapes only what JSON requires: people read these sentences in a terminal, and nothing inserts them into HTML unescaped.</summary>
    public static JsonTypeInfo<ProblemDocument> Readable => field ??=
        new ProblemJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).ProblemDocument;
}
