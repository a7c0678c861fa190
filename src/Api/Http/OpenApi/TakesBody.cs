using System.Text.Json.Nodes;

namespace Streams.Api.Http.OpenApi;

/// <summary>Metadata: an example body.</summary>
/// <param name="Example">A body that works.</param>
internal sealed record TakesBody(string Example)
{
    public JsonNode ToJson() => JsonNode.Parse(Example)!;
}
