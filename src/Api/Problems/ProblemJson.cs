using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Streams.Contract;

namespace Streams.Api.Problems;

/// <summary>How a problem is written as JSON: by <see cref="Readable"/>, whatever options the writer has.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter<RefusalCode>)])]
[JsonSerializable(typeof(ProblemDocument))]
public sealed partial class ProblemJson : JsonSerializerContext
{
    /// <summary>Escapes only what JSON demands: people read these sentences in a terminal, and nothing puts them into HTML as they are.</summary>
    public static JsonTypeInfo<ProblemDocument> Readable => field ??=
        new ProblemJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).ProblemDocument;
}
