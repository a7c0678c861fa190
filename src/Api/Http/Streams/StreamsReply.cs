using System.Text.Json.Serialization;

namespace Streams.Api.Http.Streams;

/// <summary>A page of streams.</summary>
/// <param name="Streams">Newest first.</param>
/// <param name="NextCursor">What to ask for next as <c>cursor</c>, or null at the end.</param>
public sealed record StreamsReply(
    IReadOnlyList<ListedStream> Streams,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);
