using System.Text.Json.Nodes;

namespace Streams.Api.Http.OpenApi;

/// <summary>Metadata: the shape of a body.</summary>
/// <param name="Type">The shape.</param>
/// <param name="Example">A body that works.</param>
internal sealed record TakesBody(Type Type, string Example)
{
    /// <summary>The example as JSON.</summary>
    public JsonNode ToJson() => JsonNode.Parse(Example)!;
}
