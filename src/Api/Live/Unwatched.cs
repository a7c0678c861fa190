using System.Text.Json.Serialization;

namespace Streams.Api.Live;

/// <summary>The data of the SSE message <c>unwatched</c>: the server sends nothing more for the stream.</summary>
/// <param name="StreamId">The stream.</param>
/// <param name="Reason"><c>deleted</c> or <c>forbidden</c>.</param>
internal sealed record Unwatched(string StreamId, string Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Unwatched))]
internal sealed partial class UnwatchedJson : JsonSerializerContext;
