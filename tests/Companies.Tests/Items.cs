using Streams.Contract;

namespace Streams.Companies.Tests;

/// <summary>Items as the scoring agent sees them.</summary>
internal static class Items
{
    public static Item With(string data, string name = "Acme") => new(
        "s-1", "s", Item.Company, "name:acme", name, Stages.Enriched, null, JsonText.Parse(data), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Item.External);
}
