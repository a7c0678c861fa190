using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Streams.Contract;

namespace Streams.Api.Http.Items;

/// <summary>A page of items.</summary>
/// <param name="Items">In the order asked for.</param>
/// <param name="NextCursor">What to ask for next as <c>cursor</c>, or null at the end.</param>
internal sealed record ItemsReply(
    ImmutableArray<Item> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);
