using System.Text.Json.Serialization;
using Streams.Contract;

namespace Streams.Api.Problems;

/// <summary>How a problem is written as JSON. Write it with this context's own options: <c>ProblemJson.Default.ProblemDocument</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter<RefusalCode>)])]
[JsonSerializable(typeof(ProblemDocument))]
public sealed partial class ProblemJson : JsonSerializerContext;
