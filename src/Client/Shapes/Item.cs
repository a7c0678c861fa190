using System.Text.Json;

namespace Streams.Client;

/// <summary>One thing that was found.</summary>
/// <param name="Id">Its id, unique over all streams.</param>
/// <param name="StreamId">The stream.</param>
/// <param name="ItemType">Always <c>company</c> today.</param>
/// <param name="Key">Its identity within the stream: one key is one item.</param>
/// <param name="Name">Its name.</param>
/// <param name="Stage">How far it was processed; the built-in agents use <c>discovered</c>, <c>qualified</c>, <c>enriched</c>, <c>scored</c>.</param>
/// <param name="Data">What is known about it: a JSON object.</param>
/// <param name="CreatedAt">When it was added, UTC.</param>
/// <param name="UpdatedAt">When it last changed, UTC.</param>
/// <param name="CreatedBy">The id of the agent that added it, or <c>external</c>.</param>
/// <param name="QualityScore">0 to 5, or not scored.</param>
public sealed record Item(
    string Id,
    string StreamId,
    string ItemType,
    string Key,
    string Name,
    string Stage,
    JsonElement Data,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string CreatedBy,
    double? QualityScore = null);
