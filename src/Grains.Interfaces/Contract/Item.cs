namespace Streams.Contract;

/// <summary>One company of a stream: the payload of <c>item-added</c> and <c>item-updated</c>.</summary>
/// <param name="Id">Id of the item, unique across all streams.</param>
/// <param name="StreamId">The stream.</param>
/// <param name="ItemType">Always <c>company</c> today.</param>
/// <param name="Key">The company's identity within the stream: a registry number, a domain or a normal form of its name. One key is one item.</param>
/// <param name="Name">The company's name, 1 to 200 characters.</param>
/// <param name="Stage">How far it has been processed; see <see cref="Stages"/>.</param>
/// <param name="QualityScore">0 to 5; null if not scored.</param>
/// <param name="Data">The data about it: a JSON object, at most 8 KiB.</param>
/// <param name="CreatedAt">When it was added, UTC.</param>
/// <param name="UpdatedAt">When it last changed, UTC.</param>
/// <param name="CreatedBy">The id of the agent that added it, or <c>external</c> if the report named none.</param>
[GenerateSerializer, Immutable]
public sealed record Item(
    string Id,
    string StreamId,
    string ItemType,
    string Key,
    string Name,
    string Stage,
    double? QualityScore,
    JsonText Data,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string CreatedBy)
{
    /// <summary>The only item type.</summary>
    public const string Company = "company";

    /// <summary><see cref="CreatedBy"/> of an item whose report named no agent.</summary>
    public const string External = "external";
}

/// <summary>The stages that the built-in agents use. External agents may use their own.</summary>
public static class Stages
{
    /// <summary>Found, not yet judged.</summary>
    public const string Discovered = "discovered";

    /// <summary>Meets the goal's criteria.</summary>
    public const string Qualified = "qualified";

    /// <summary>Its data was completed and normalised.</summary>
    public const string Enriched = "enriched";

    /// <summary>It has a quality score.</summary>
    public const string Scored = "scored";
}
