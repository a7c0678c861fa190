using System.Text.Json.Nodes;

namespace Streams.Api.Http.OpenApi;

/// <summary>Metadata: what a body looks like.</summary>
/// <param name="Example">A body that works.</param>
internal sealed record TakesBody(string Example)
{
    /// <summary>The example as JSON.</summary>
    public JsonNode ToJson() => JsonNode.Parse(Example)!;
}
