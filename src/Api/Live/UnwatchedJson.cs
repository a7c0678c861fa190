using System.Text.Json.Serialization;
using Streams.Contract;

namespace Streams.Api.Live;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Unwatched))]
internal sealed partial class UnwatchedJson : JsonSerializerContext;
