using System.Text.Json;

namespace Streams.Api.Http.OpenApi;

/// <summary>One company.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Key">Its identity within the stream, 1 to 200 printable characters; where none is given, a normal form of the name.</param>
/// <param name="Stage">How far it was processed, <c>[a-z0-9_]{1,64}</c>.</param>
/// <param name="QualityScore">0 to 5.</param>
/// <param name="Data">What is known about it, at most 8 KiB; merged by field with what was known.</param>
public sealed record ItemBody(
    string Name,
    string? Key = null,
    string? Stage = null,
    double? QualityScore = null,
    IReadOnlyDictionary<string, JsonElement>? Data = null);
