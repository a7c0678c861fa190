using System.Text.Json;
using Streams.Api.Tests.Hosting;

namespace Streams.Api.Tests.Description;

/// <summary>The OpenAPI document that the server serves.</summary>
/// <param name="text">The document.</param>
internal sealed class ApiDescription(string text)
{
    private readonly JsonElement _document = JsonElement.Parse(text);

    public string Text { get; } = text.ReplaceLineEndings("\n").TrimEnd() + "\n";

    /// <summary>Every operation: its method, its path and its description.</summary>
    public IEnumerable<(string Method, string Path, JsonElement Operation)> Operations =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (operation.Name.ToUpperInvariant(), path.Name, operation.Value);

    public static async Task<ApiDescription> LoadAsync(SharedHost shared) =>
        new(await shared.Host.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken));

    public JsonElement Schema(string name) => _document.GetProperty("components").GetProperty("schemas").GetProperty(name);

    /// <summary>The schema itself, or the one that it refers to.</summary>
    public JsonElement Resolve(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference) ? Schema(reference.GetString()!.Split('/')[^1]) : schema;

    /// <summary>The types that a schema allows; empty for any.</summary>
    public static IReadOnlyList<string> Types(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(each => each.GetString()!)]
        : [type.GetString()!];
}
